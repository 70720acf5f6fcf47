package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.FeedMessage;
import io.vintner.change.FeedMessage.Gap.Reason;
import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The feed over HTTP, as docs/contracts/change-feed.md describes it. */
class FeedIT {

    private static final String PATH = "/feed/v1/changes";
    private static final String BEARER = "Bearer " + RelayProcess.SECRET;

    @TempDir static Path folder;
    private static LocalPostgres postgres;
    private static RelayProcess relay;

    @BeforeAll
    static void start() throws SQLException, IOException {
        postgres = LocalPostgres.startTemporary();
        Writer.prepare(postgres);
        relay =
                RelayProcess.started(
                        postgres, folder, Map.of("VINTNER_RELAY_FEED_READERS_MAX", "4"));
    }

    @AfterAll
    static void stop() {
        relay.close();
        postgres.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        Writer.run(postgres, "delete from harvest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Basic " + RelayProcess.SECRET,
                "Bearer " + RelayProcess.SECRET + "x"
            })
    void withoutTheSecretNobodyReads(String authorization) throws IOException {
        // When
        HttpResponse<String> answer =
                authorization.isEmpty()
                        ? relay.get(PATH)
                        : relay.get(PATH, "Authorization", authorization);

        // Then
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"feed-secret-required\"");
    }

    @ParameterizedTest
    @CsvSource({
        "from=1",
        "from=1.1.1@0/1",
        "from=x.1.1@0/1:0",
        "from=1.1.1@0/1:-1",
        "from=1.1.1@0/1:1&committed-at=noon",
        "from=1.1.1@0/1:1&committed-at=99999999999999999999",
    })
    void aPositionThatCannotBeReadIsRefused(String query) throws IOException {
        // When
        HttpResponse<String> answer = relay.get(PATH + "?" + query, "Authorization", BEARER);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"malformed-position\"");
    }

    @Test
    void aPageFromElsewhereIsRefusedInTheLocalProfile() throws IOException {
        // When
        HttpResponse<String> page = relay.get(PATH, "Origin", "https://example.com");
        HttpResponse<String> ownPage = relay.get(PATH, "Origin", "http://localhost:8080");

        // Then
        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body()).contains("\"code\":\"origin-not-allowed\"");
        assertThat(ownPage.statusCode()).isEqualTo(401);
    }

    @Test
    void oneReaderTooManyIsRefused() throws IOException {
        try (FeedClient first = new FeedClient(relay).awaitOpened();
                FeedClient second = new FeedClient(relay).awaitOpened();
                FeedClient third = new FeedClient(relay).awaitOpened();
                FeedClient fourth = new FeedClient(relay).awaitOpened()) {
            assertThat(List.of(first, second, third, fourth))
                    .allSatisfy(reader -> assertThat(reader.connections()).isOne());

            // When
            HttpResponse<String> answer = relay.get(PATH, "Authorization", BEARER);

            // Then
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("\"code\":\"too-many-readers\"");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void aReaderContinuesFromAnyPosition() throws SQLException {
        // Given
        List<ChangeEvent> all;
        try (FeedClient reader = new FeedClient(relay).awaitOpened()) {
            Writer.run(
                    postgres,
                    "insert into harvest values (1)",
                    "insert into harvest select n from generate_series(2, 4) n",
                    "insert into harvest values (5)");
            all = reader.awaitEvents(5);
        }

        for (int seen = 1; seen < 5; seen++) {
            ChangeEvent last = all.get(seen - 1);

            // When
            try (FeedClient again = new FeedClient(relay, last.position(), last.committedAt())) {

                // Then
                assertThat(again.awaitEvents(5 - seen)).isEqualTo(all.subList(seen, 5));
                assertThat(again.gaps()).isEmpty();
            }
        }
    }

    @Test
    void whoAsksForTheOldestGetsWhatWasThereBeforeItCame() throws SQLException {
        // Given
        try (FeedClient reader = new FeedClient(relay).awaitOpened()) {
            Writer.run(postgres, "insert into harvest values (501), (502)");
            reader.awaitEvents(2);
        }

        // When
        try (FeedClient reader = FeedClient.ofTheOldest(relay).awaitOpened()) {
            Writer.run(postgres, "insert into harvest values (503)");
            await().until(() -> inserted(reader).contains(503L));

            // Then
            assertThat(inserted(reader)).endsWith(501L, 502L, 503L);
            FeedMessage.Opened opened = (FeedMessage.Opened) reader.messages().getFirst();
            ChangeEvent past = reader.events().get(reader.events().size() - 2);
            assertThat(past.position().isAfter(opened.present())).isFalse();
            assertThat(reader.events().getLast().position().isAfter(opened.present())).isTrue();
            assertThat(reader.gaps()).isEmpty();
        }
    }

    private static List<Long> inserted(FeedClient reader) {
        return Writer.told(
                reader.events().stream()
                        .filter(ChangeEvent.RowInserted.class::isInstance)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?start=", "?start=now", "?start=OLDEST"})
    void anUnknownStartIsRefused(String query) throws IOException {
        // When
        HttpResponse<String> answer = relay.get(PATH + query, "Authorization", BEARER);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"malformed-position\"");
    }

    @ParameterizedTest
    @CsvSource({
        "old,     WINDOW_PASSED",
        "foreign, OTHER_GENERATION",
        "future,  AHEAD_OF_DATABASE",
        "rewritten, OTHER_HISTORY",
    })
    void whatCannotBeContinuedIsAGapAndThenLive(String kind, Reason reason) throws SQLException {
        // Given
        ChangeEvent known;
        try (FeedClient reader = new FeedClient(relay).awaitOpened()) {
            Writer.run(postgres, "insert into harvest values (1)");
            known = reader.awaitEvents(1).getFirst();
        }
        ChangePosition from =
                switch (kind) {
                    case "old" -> moved(known, 1);
                    case "foreign" -> ChangePosition.parse("1" + known.position());
                    case "future" -> moved(known, known.position().lsn() + 1_000_000_000);
                    default -> known.position();
                };

        // When
        try (FeedClient reader =
                new FeedClient(relay, from, known.committedAt().plusNanos(1_000))) {
            await().until(() -> !reader.gaps().isEmpty());
            Writer.run(postgres, "insert into harvest values (2)");

            // Then
            assertThat(Writer.told(reader.awaitEvents(1))).containsExactly(2L);
            assertThat(reader.gaps()).extracting(FeedMessage.Gap::reason).containsExactly(reason);
        }
    }

    @Test
    void aReaderIsToldWhereItStandsThoughNothingHappens() {
        try (FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // When
            int before = reader.messages().size();

            // Then
            await().atMost(Duration.ofSeconds(6))
                    .until(() ->
                            reader.messages().stream()
                                    .skip(before)
                                    .anyMatch(FeedMessage.Progress.class::isInstance));
        }
    }

    @Test
    void healthAndMetricsTellOfTheStream() throws IOException {
        // When
        String ready = relay.get("/q/health/ready").body();
        String metrics = relay.get("/q/metrics").body();

        // Then
        assertThat(ready).contains("\"state\": \"streaming\"").contains("\"slot\": \"vintner_");
        assertThat(metrics)
                .contains("vintner_relay_streaming_sessions 1.0")
                .contains("vintner_relay_events_total")
                .contains("vintner_relay_gaps_total{reason=\"stalled\"}")
                .contains("vintner_relay_kept_wal_bytes");
        assertThat(relay.status("/q/health/live")).isEqualTo(200);
        assertThat(relay.status("/q/health/started")).isEqualTo(200);
    }

    private static ChangePosition moved(ChangeEvent event, long lsn) {
        return new ChangePosition(event.position().generation(), lsn, 0);
    }
}
