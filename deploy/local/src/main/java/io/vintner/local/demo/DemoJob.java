package io.vintner.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.local.demo.RealtimeClient.Binding;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Queues a deployment of the demo's vine and prints its status and its log as the gateway tells
 * them: the row is written by someone else, and heard here through PostgreSQL's log.
 */
public final class DemoJob {

    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final Duration SILENCE_MAX = Duration.ofMinutes(2);
    private static final Duration LOG_END_MAX = Duration.ofSeconds(15);
    private static final List<String> FINAL = List.of("SUCCESS", "FAILED", "CANCELLED");

    private final String trellisAddress;
    private final String gatewayAddress;
    private final LocalTokens tokens;
    private final PrintStream out;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

    public DemoJob(
            String trellisAddress, String gatewayAddress, LocalTokens tokens, PrintStream out) {
        this.trellisAddress = trellisAddress;
        this.gatewayAddress = gatewayAddress;
        this.tokens = tokens;
        this.out = out;
    }

    /** What came through a channel, in the order of the socket. */
    private sealed interface Heard {
        record JobRow(JsonNode change) implements Heard {}

        record LogRow(JsonNode row) implements Heard {}

        record Closed() implements Heard {}
    }

    /**
     * Runs one job to its end.
     *
     * @return whether it ended with SUCCESS and all of its log was heard
     */
    public boolean run() throws IOException, InterruptedException {
        String token = tokens.userToken(DemoUser.ADA, TOKEN_LIFE);
        try (TrellisClient trellis = new TrellisClient(trellisAddress, token);
                RealtimeClient realtime =
                        new RealtimeClient(
                                gatewayAddress,
                                tokens.anonKey(),
                                () -> heard.add(new Heard.Closed()))) {
            realtime.join(
                    "job-updates",
                    new Binding("*", "public", "provision_jobs", "user_id=eq." + DemoUser.ADA.id()),
                    token,
                    change -> heard.add(new Heard.JobRow(change)));
            String vine = DemoData.winePress(trellis);
            JsonNode job = trellis.post("/api/jobs", Map.of("vine_id", vine, "job_type", "DEPLOY"));
            String jobId = job.path("id").asText();
            out.printf("job %s: DEPLOY of %s%n", jobId, DemoVine.WINE_PRESS.name());
            realtime.join(
                    "job-logs-" + jobId,
                    new Binding("INSERT", "public", "provision_job_logs", "job_id=eq." + jobId),
                    token,
                    change -> heard.add(new Heard.LogRow(change.path("record"))));
            return follow(trellis, jobId);
        }
    }

    private boolean follow(TrellisClient trellis, String jobId)
            throws IOException, InterruptedException {
        LogPrinter log = new LogPrinter(out);
        // What was written between the job and the live subscription.
        log.print(rows(trellis, jobId));
        String status = "";
        while (!FINAL.contains(status)) {
            switch (next(SILENCE_MAX)) {
                case Heard.JobRow(JsonNode change)
                        when change.path("record").path("id").asText().equals(jobId) -> {
                    String now = change.path("record").path("status").asText();
                    if (!now.equals(status)) {
                        log.note(now);
                        status = now;
                    }
                }
                case Heard.JobRow _ -> {
                    // Another job of the same user.
                }
                case Heard.LogRow(JsonNode row) -> log.print(List.of(row));
                case Heard.Closed _ -> throw new IOException("the gateway closed the socket");
            }
        }
        boolean whole = hearTheRest(log, rows(trellis, jobId));
        log.note(
                whole ? "the whole log came through the gateway" : "some of the log was not heard");
        return whole && status.equals("SUCCESS");
    }

    /** Waits for the rows that the API has and the gateway has not told yet. */
    private boolean hearTheRest(LogPrinter log, List<JsonNode> stored)
            throws IOException, InterruptedException {
        while (!log.printedAll(stored)) {
            Heard next = heard.poll(LOG_END_MAX.toSeconds(), TimeUnit.SECONDS);
            if (next == null || next instanceof Heard.Closed) {
                return false;
            }
            if (next instanceof Heard.LogRow(JsonNode row)) {
                log.print(List.of(row));
            }
        }
        return true;
    }

    private Heard next(Duration patience) throws IOException, InterruptedException {
        Heard next = heard.poll(patience.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new IOException(
                    "nothing was heard of the job for %d s: is a Tendril online?"
                            .formatted(patience.toSeconds()));
        }
        return next;
    }

    private static List<JsonNode> rows(TrellisClient trellis, String jobId)
            throws IOException, InterruptedException {
        JsonNode page = trellis.get("/api/jobs/%s/logs?limit=1000".formatted(jobId));
        List<JsonNode> rows = new java.util.ArrayList<>();
        page.path("items").forEach(rows::add);
        return rows;
    }
}
