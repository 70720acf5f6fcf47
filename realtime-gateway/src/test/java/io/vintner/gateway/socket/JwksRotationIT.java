package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vintner.gateway.token.TestKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key set that changes while a packaged gateway runs and has clients. */
class JwksRotationIT {

    private static final TestKey OLD = TestKey.ec("old", "P-256");
    private static final TestKey NEW = TestKey.ec("new", "P-256");
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** How long a change of the key set may take to be in force everywhere. */
    private static final Duration TAKEN_IN_MAX = INTERVAL.plus(SECOND);

    private static final String NO_KEY =
            "Failed to generate JWT signer, check your JWT secret or JWKS configuration";

    /** What becomes of whoever asks for the key set. */
    private enum Answer {
        DOCUMENT,
        UNAVAILABLE,
        NOTHING
    }

    private final AtomicInteger readings = new AtomicInteger();
    private volatile String document = TestKey.set(OLD);
    private volatile Answer answer = Answer.DOCUMENT;
    private HttpServer publisher;
    private TwoGateways gateways;

    @BeforeEach
    void startEverything() throws IOException {
        publisher =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        publisher.createContext("/keys.json", this::publish);
        publisher.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        publisher.start();
        gateways = new TwoGateways();
        gateways.start(0, keysReadEvery(INTERVAL.toMillis() + "ms"));
    }

    private Map<String, String> keysReadEvery(String interval) {
        return Map.of(
                "vintner.gateway.token.jwks.url",
                "http://127.0.0.1:%d/keys.json".formatted(publisher.getAddress().getPort()),
                "vintner.gateway.token.jwks.interval",
                interval,
                "vintner.gateway.token.jwks.pause-min",
                INTERVAL.toMillis() + "ms");
    }

    @AfterEach
    void stopEverything() {
        gateways.close();
        publisher.stop(0);
    }

    private void publish(HttpExchange exchange) throws IOException {
        readings.incrementAndGet();
        try (exchange) {
            switch (answer) {
                case DOCUMENT -> {
                    byte[] body = document.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
                case UNAVAILABLE -> exchange.sendResponseHeaders(503, -1);
                case NOTHING -> {}
            }
        }
    }

    /** A token that has never been seen before. */
    private static String signed(TestKey key) {
        return key.sign(
                "ES256",
                "{\"role\":\"authenticated\",\"sub\":\"%s\",\"exp\":%d}"
                        .formatted(UUID.randomUUID(), Instant.now().getEpochSecond() + 3600));
    }

    private String handshake(TestKey key) throws IOException {
        return handshake(0, key);
    }

    private String handshake(int number, TestKey key) throws IOException {
        return Upgrade.ask(
                        gateways.port(number),
                        "/socket/websocket?vsn=2.0.0",
                        "x-api-key: " + signed(key))
                .summary();
    }

    private RawClient joined(TestKey key) {
        String token = signed(key);
        return gateways.joined(0, token, token);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20));
    }

    /**
     * Waits until the gateway has asked several times more: the first may have been on its way
     * before, and a connection that ends without an answer is tried twice.
     */
    private void awaitReadings() {
        int before = readings.get();
        soon().until(() -> readings.get() >= before + 4);
    }

    private void assertHears(RawClient client, int id) {
        gateways.feed().insert(gateways.database().shape("notes"), Integer.toString(id), "note");
        assertThat(client.next().at("/4/data/record/id").asInt()).isEqualTo(id);
    }

    @Test
    void aKeyThatIsAddedIsAcceptedAndTheOthersGoOn() throws IOException {
        try (RawClient client = joined(OLD)) {
            // Given
            assertThat(handshake(NEW)).isEqualTo("401 {\"error\":\"" + NO_KEY + "\"}");

            // When
            document = TestKey.set(OLD, NEW);

            // Then
            await().atMost(TAKEN_IN_MAX).until(() -> handshake(NEW).equals("101"));
            assertThat(handshake(OLD)).isEqualTo("101");
            assertHears(client, 1);
        }
    }

    @Test
    void theFirstTokenOfANewKeyIsAcceptedAtOnceHoweverLongTheIntervalIs() throws IOException {
        // Given
        gateways.start(1, keysReadEvery("10m"));
        Instant started = Instant.now();
        assertThat(handshake(1, OLD)).isEqualTo("101");
        await().until(() -> Instant.now().isAfter(started.plus(INTERVAL)));

        // When
        document = TestKey.set(OLD, NEW);
        Instant added = Instant.now();
        String first = handshake(1, NEW);

        // Then
        assertThat(first).isEqualTo("101");
        assertThat(Duration.between(added, Instant.now())).isLessThan(SECOND);
    }

    @Test
    void aKeyThatIsWithdrawnIsRefusedAndItsChannelsEndAndNoOthers() throws IOException {
        // Given
        document = TestKey.set(OLD, NEW);
        soon().until(() -> handshake(NEW).equals("101"));
        try (RawClient old = joined(OLD);
                RawClient other = joined(NEW)) {

            // When
            document = TestKey.set(NEW);
            Instant withdrawn = Instant.now();

            // Then
            assertThat(old.next().get(4).toString())
                    .isEqualTo(
                            "{\"extension\":\"system\",\"status\":\"error\",\"message\":\""
                                    + NO_KEY
                                    + "\",\"channel\":\"notes\"}");
            assertThat(old.next().toString())
                    .isEqualTo("[\"6\",\"6\",\"realtime:notes\",\"phx_close\",{}]");
            assertThat(Duration.between(withdrawn, Instant.now())).isLessThan(TAKEN_IN_MAX);
            assertThat(handshake(OLD)).isEqualTo("401 {\"error\":\"" + NO_KEY + "\"}");
            old.send(TwoGateways.join(signed(OLD)));
            assertThat(old.next().at("/4/response/reason").asText())
                    .isEqualTo("JwtSignerError: " + NO_KEY);
            assertThat(handshake(NEW)).isEqualTo("101");
            assertHears(other, 2);
            assertThat(old.isQuiet()).isTrue();
        }
    }

    @Test
    void whileTheKeySetCannotBeReadWhatIsKnownStaysAndAfterwardsItIsTakenIn() throws IOException {
        try (RawClient client = joined(OLD)) {
            for (Answer away : new Answer[] {Answer.UNAVAILABLE, Answer.NOTHING}) {
                // When
                answer = away;
                awaitReadings();

                // Then
                assertThat(handshake(OLD)).isEqualTo("101");
                assertThat(handshake(NEW)).isEqualTo("401 {\"error\":\"" + NO_KEY + "\"}");
            }
            document = "{\"keys\":7}";
            answer = Answer.DOCUMENT;
            awaitReadings();
            assertThat(handshake(OLD)).isEqualTo("101");
            assertHears(client, 3);

            // When
            document = TestKey.set(OLD, NEW);

            // Then
            soon().until(() -> handshake(NEW).equals("101"));
            assertHears(client, 4);
        }
    }
}
