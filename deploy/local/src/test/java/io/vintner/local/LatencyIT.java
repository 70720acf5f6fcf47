package io.vintner.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.local.demo.DemoUser;
import io.vintner.local.demo.TrellisClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Measures the way of a line from Terraform to a client, step by step, and writes it in the form of
 * the documentation's table to {@code target/latency.md}. It measures and does not judge, apart
 * from what the documentation promises for the whole way.
 */
class LatencyIT {

    private static final int TURNS = 60;
    private static final int BARRELS = 2;
    private static final int POSTS = 300;
    private static final Pattern PRINTED_AT = Pattern.compile("turn \\d+ of \\d+ at (\\d{13}),");

    @Test
    void eachStepOfALineIsMeasured() throws Exception {
        // Given
        Latencies buffer = new Latencies();
        Latencies post = new Latencies();
        Latencies insert = new Latencies();
        Latencies broadcast = new Latencies();
        Latencies total = new Latencies();

        // When
        try (SystemUnderTest system = SystemUnderTest.startWithoutTendril();
                TrellisClient trellis = system.trellis(DemoUser.ADA);
                StockClient client = system.stockClient(DemoUser.ADA)) {
            measurePosts(system, trellis, post);
            measureInserts(system, insert);
            for (JsonNode heard : job(system, trellis, client)) {
                Instant arrived = Instant.ofEpochMilli(heard.path("at").asLong());
                JsonNode change = heard.path("change");
                broadcast.between(time(change.path("commit_timestamp")), arrived);
                Matcher lines = PRINTED_AT.matcher(change.path("new").path("log_chunk").asText());
                while (lines.find()) {
                    Instant printed = Instant.ofEpochMilli(Long.parseLong(lines.group(1)));
                    buffer.between(printed, time(change.path("new").path("emitted_at")));
                    total.between(printed, arrived);
                }
            }
        }

        // Then
        Path table = SystemUnderTest.MODULE.resolve("target/latency.md");
        Files.writeString(
                table,
                """
                | Step | Documented | p50 | p99 | Measured |
                |---|---|---|---|---|
                | Terraform → JobLogger buffer | ≤ 2 seconds | %s |
                | POST to Trellis API | ~50 ms | %s |
                | Database INSERT | ~5 ms | %s |
                | Realtime broadcast | ~50 ms | %s |
                | Total | ~2–3 seconds | %s |
                """
                        .formatted(
                                buffer.cells("lines"),
                                post.cells("requests of 2 KB"),
                                insert.cells("rows of 2 KB, each committed"),
                                broadcast.cells("rows, from commit to callback"),
                                total.cells("lines, from print to callback")));
        System.out.println(Files.readString(table));
        assertThat(total.count()).isEqualTo(TURNS * BARRELS);
        assertThat(post.count()).isEqualTo(POSTS);
        assertThat(insert.count()).isEqualTo(POSTS);
        assertThat(total.percentileMillis(99)).isLessThanOrEqualTo(3000);
    }

    /** The lines that the stock client heard of a real job, one change each. */
    private static List<JsonNode> job(
            SystemUnderTest system, TrellisClient trellis, StockClient client) throws Exception {
        String vine = MainJob.vine(system, trellis, "latency", TURNS);
        MainJob job = MainJob.queue(system, trellis, vine);
        client.subscribe("latency", "INSERT", "provision_job_logs", "job_id=eq." + job.id());
        system.startTendril();
        assertThat(job.awaitEnd()).isEqualTo("SUCCESS");
        int rows = job.storedRows().size();
        await().atMost(MainJob.PATIENCE).until(() -> client.changes("latency").size() >= rows);
        return client.changeLines("latency");
    }

    private static void measurePosts(SystemUnderTest system, TrellisClient trellis, Latencies post)
            throws Exception {
        String vine = MainJob.vine(system, trellis, "posts", 1);
        String job = system.queue(trellis, vine, "PLAN");
        try (HandTendril tendril = HandTendril.register(system, trellis, "stop-watch")) {
            long epoch = tendril.claim(job);
            tendril.report(job, epoch, "PROCESSING");
            for (int seq = 1; seq <= POSTS; seq++) {
                long began = System.nanoTime();
                int status = tendril.append(job, epoch, seq, "x".repeat(2048)).status();
                post.nanos(System.nanoTime() - began);
                assertThat(status).isEqualTo(200);
            }
            tendril.report(job, epoch, "FAILED");
            tendril.beat("OFFLINE");
        }
    }

    private static void measureInserts(SystemUnderTest system, Latencies insert) throws Exception {
        try (Connection superuser = system.postgres().connect();
                PreparedStatement row =
                        superuser.prepareStatement(
                                """
                                insert into provision_job_logs
                                  (job_id, user_id, attempt, seq, stream_type, log_chunk, emitted_at)
                                select id, user_id, 2, ?, 'STDOUT', ?, now()
                                from provision_jobs limit 1
                                """)) {
            for (int seq = 1; seq <= POSTS; seq++) {
                row.setLong(1, seq);
                row.setString(2, "x".repeat(2048));
                long began = System.nanoTime();
                row.executeUpdate();
                insert.nanos(System.nanoTime() - began);
            }
        }
    }

    private static Instant time(JsonNode text) {
        return OffsetDateTime.parse(text.asText()).toInstant();
    }
}
