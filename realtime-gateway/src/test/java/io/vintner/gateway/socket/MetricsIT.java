package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.Table;
import io.vintner.gateway.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an operator reads at {@code /q/metrics}, after something that must change it: a packaged
 * gateway on real PostgreSQL. Those of resuming are looked at where clients resume.
 */
class MetricsIT {

    private static final int QUEUE_BYTES_MAX = 300_000;

    private static TwoGateways gateways;
    private static Table notes;
    private static int lastId;

    @BeforeAll
    static void startEverything() {
        gateways = new TwoGateways();
        gateways.start(
                0,
                Map.of(
                        "vintner.gateway.socket.queue-bytes-max",
                        Integer.toString(QUEUE_BYTES_MAX),
                        "vintner.gateway.socket.channels-max",
                        "3"));
        notes = gateways.database().shape("notes");
    }

    @AfterAll
    static void stopEverything() {
        gateways.close();
    }

    @BeforeEach
    void nobodyIsThere() {
        soon().until(() -> value("connections") == 0 && value("channels") == 0);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20));
    }

    private static Scrape scrape() {
        return Scrape.of(gateways.port(0));
    }

    private static double value(String name) {
        return scrape().value("vintner_gateway_" + name);
    }

    private static void awaitValue(String name, double value) {
        soon().untilAsserted(() -> assertThat(value(name)).as(name).isEqualTo(value));
    }

    private static RawClient joined(String user) {
        return gateways.joined(0, Tokens.of(user), Tokens.of(user));
    }

    private static int insert(String body) {
        lastId++;
        gateways.feed().insert(notes, Integer.toString(lastId), body);
        return lastId;
    }

    private static void join(RawClient client, String topic, String filter) {
        client.send(
                """
                ["9","9","realtime:%s","phx_join",{"config":{"postgres_changes":[
                  {"event":"*","schema":"public","table":"notes"%s}]}}]
                """
                        .formatted(topic, filter));
        client.next(message -> message.at("/4/message").asText().startsWith("Subscribed"));
    }

    @Test
    void connectionsChannelsAndClassesAreThoseThatAreOpen() {
        // Given
        double classes = value("classes");

        // When
        try (RawClient one = joined("user-1");
                RawClient two = joined("user-2")) {

            // Then: equal subscriptions are one class for written rows and one for deleted ones
            awaitValue("connections", 2);
            assertThat(value("channels")).isEqualTo(2);
            assertThat(value("classes")).isEqualTo(classes + 2);

            // When
            join(one, "some", ",\"filter\":\"id=eq.7\"");

            // Then
            assertThat(value("channels")).isEqualTo(3);
            assertThat(value("classes")).isEqualTo(classes + 4);

            // When
            one.send("[\"9\",\"10\",\"realtime:some\",\"phx_leave\",{}]");
            one.next(message -> message.at("/1").asText().equals("10"));
            two.abort();

            // Then
            awaitValue("channels", 1);
            awaitValue("connections", 1);
            awaitValue("classes", classes + 2);
        }
        awaitValue("connections", 0);
        awaitValue("channels", 0);
        awaitValue("classes", classes);
    }

    @Test
    void changesDeliveriesAndTheTimeFromTheirCommitAreCounted() {
        try (RawClient one = joined("user-1");
                RawClient two = joined("user-2")) {
            // Given
            join(two, "some", ",\"filter\":\"body=eq.loud\"");
            Scrape before = scrape();

            // When
            List<String> bodies = List.of("quiet", "loud", "quiet", "quiet", "loud");
            bodies.forEach(MetricsIT::insert);
            bodies.forEach(_ -> one.next());

            // Then: five for each of the channels without a filter, two for the one with
            awaitValue("changes_total", before.value("vintner_gateway_changes_total") + 5);
            Scrape after = scrape();
            assertThat(after.value("vintner_gateway_deliveries_total"))
                    .isEqualTo(before.value("vintner_gateway_deliveries_total") + 12);
            assertThat(
                            after.value("vintner_gateway_feed_lag_seconds_count")
                                    - before.value("vintner_gateway_feed_lag_seconds_count"))
                    .as("one for each batch")
                    .isBetween(1.0, 5.0);
            assertThat(
                            after.value("vintner_gateway_feed_lag_seconds_sum")
                                    - before.value("vintner_gateway_feed_lag_seconds_sum"))
                    .isBetween(0.000_001, 20.0);
            assertThat(after.value("vintner_gateway_feed_lag_seconds_max")).isPositive();
            assertThat(after.samples())
                    .containsKeys(
                            "vintner_gateway_feed_lag_seconds{quantile=\"0.5\"}",
                            "vintner_gateway_feed_lag_seconds{quantile=\"0.99\"}");
            assertThat(after.value("vintner_gateway_feed_connected")).isEqualTo(1);
            assertThat(after.value("vintner_gateway_window_bytes"))
                    .isGreaterThan(before.value("vintner_gateway_window_bytes"));
        }
    }

    @Test
    void missedChangesAreCountedAndTheirChannelsAreGone() {
        try (RawClient client = joined("user-1")) {
            // Given
            double gaps = value("gaps_total");

            // When
            gateways.feed().gap();

            // Then
            client.next(message -> message.at("/3").asText().equals("phx_error"));
            awaitValue("gaps_total", gaps + 1);
            awaitValue("channels", 0);
            assertThat(value("connections")).isEqualTo(1);
        }
    }

    @Test
    void whatWaitsForAClientIsCountedUntilItIsTooMuch() {
        try (RawClient slow = joined("user-1")) {
            // Given
            double slowReaders = value("slow_readers_total");
            slow.stopReading();
            String wide = "x".repeat(100_000);
            double waiting = 0;

            // When
            for (int sent = 0; value("slow_readers_total") == slowReaders; sent++) {
                assertThat(sent).isLessThan(500);
                double changes = value("changes_total");
                insert(wide);
                awaitValue("changes_total", changes + 1);
                waiting = Math.max(waiting, value("queue_bytes"));
            }

            // Then
            assertThat(waiting).isBetween(100_000.0, 1.0 * QUEUE_BYTES_MAX);
            assertThat(value("slow_readers_total")).isEqualTo(slowReaders + 1);
            awaitValue("queue_bytes", 0);
            awaitValue("connections", 0);
        }
    }

    @Test
    void revocationsAreThoseInForce() {
        // Given
        double before = value("revocations");

        // When
        gateways.revoke(0, "{\"jti\":\"counted-1\"}");
        gateways.revoke(0, "{\"sub\":\"counted-user\"}");
        gateways.revoke(0, "{\"jti\":\"counted-1\"}");

        // Then
        assertThat(value("revocations")).isEqualTo(before + 2);
    }

    @Test
    void messagesThatAreNoFramesAndThoseThatAreNotUnderstoodAreCounted() {
        try (RawClient client = joined("user-1")) {
            // Given
            double malformed = value("frames_malformed_total");
            double ignored = value("frames_ignored_total");

            // When: three that are no frames, two unknown events, one part of a join of a wrong
            // type
            client.send("{");
            client.send("[1,2,3,4]");
            client.send("\"text\"");
            client.send("[null,\"1\",\"phoenix\",\"no-such-event\",{}]");
            client.send("[\"6\",\"2\",\"realtime:notes\",\"no-such-event\",{}]");
            client.send(
                    "[\"7\",\"3\",\"realtime:other\",\"phx_join\",{\"config\":{\"private\":7}}]");
            client.next(message -> message.at("/1").asText().equals("3"));

            // Then
            awaitValue("frames_malformed_total", malformed + 3);
            awaitValue("frames_ignored_total", ignored + 3);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "MissingAPIKey    | ?vsn=2.0.0",
                "MalformedJWT     | ?vsn=2.0.0&apikey=nonsense",
                "UnknownVersion   | ?vsn=3.0.0&apikey=nonsense",
                "InvalidResumeId  | ?vsn=2.0.0&apikey=nonsense&resume=short",
            })
    void refusedUpgradesAreCountedByTheirReason(String reason, String query) throws IOException {
        // Given
        String sample = "vintner_gateway_refusals_total{reason=\"%s\"}".formatted(reason);
        double before = scrape().count(sample);

        // When
        Upgrade answer = Upgrade.ask(gateways.port(0), "/socket/websocket" + query);

        // Then
        assertThat(answer.status()).isBetween(400, 401);
        assertThat(scrape().value(sample)).isEqualTo(before + 1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "TopicNameRequired       | realtime:  | phx_join  | {}",
                "NotSupported            | realtime:a | phx_join  |"
                        + " {\"config\":{\"private\":true}}",
                "MalformedJWT            | realtime:a | phx_join  |"
                        + " {\"access_token\":\"nonsense\"}",
                "NotSupported            | realtime:notes | broadcast | {}",
                "NotSupported            | realtime:notes | presence  | {}",
            })
    void refusedJoinsAndMessagesAreCountedByTheirReason(
            String reason, String topic, String event, String payload) {
        try (RawClient client = joined("user-1")) {
            // Given
            String sample = "vintner_gateway_refusals_total{reason=\"%s\"}".formatted(reason);
            double before = scrape().count(sample);

            // When
            client.send("[\"6\",\"8\",\"%s\",\"%s\",%s]".formatted(topic, event, payload));

            // Then
            assertThat(
                            client.next(message -> message.at("/1").asText().equals("8"))
                                    .at("/4/status")
                                    .asText())
                    .isEqualTo("error");
            assertThat(scrape().value(sample)).isEqualTo(before + 1);
        }
    }

    @Test
    void channelsBeyondTheLimitAreCountedAsThat() {
        try (RawClient client = joined("user-1")) {
            // Given
            String sample = "vintner_gateway_refusals_total{reason=\"ChannelRateLimitReached\"}";
            double before = scrape().count(sample);
            join(client, "second", "");
            join(client, "third", "");

            // When
            client.send("[\"4\",\"4\",\"realtime:fourth\",\"phx_join\",{}]");
            client.next(message -> message.at("/1").asText().equals("4"));

            // Then
            assertThat(scrape().value(sample)).isEqualTo(before + 1);
            assertThat(value("channels")).isEqualTo(3);
        }
    }

    @Test
    void theMetricsThatAreServedAreThoseThatAreListed() throws IOException {
        // Given
        Upgrade.ask(gateways.port(0), "/socket/websocket");

        // When
        Set<String> served =
                scrape().samples().keySet().stream()
                        .filter(sample -> sample.startsWith("vintner_gateway_"))
                        .map(sample -> sample.replaceFirst("\\{.*", ""))
                        .map(name -> name.replaceFirst("_seconds_(sum|count|max)$", "_seconds"))
                        .collect(Collectors.toSet());

        // Then
        assertThat(named("README.md")).isEqualTo(served);
        assertThat(served).containsAll(named("../docs/operations.md"));
    }

    private static Set<String> named(String document) throws IOException {
        return Pattern.compile("vintner_gateway_[a-z_]+")
                .matcher(Files.readString(Path.of(document)))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }
}
