package io.vintner.gateway.socket;

import static io.vintner.gateway.socket.ResumeStack.ANNA;
import static io.vintner.gateway.socket.ResumeStack.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.gateway.Tokens;
import io.vintner.postgres.ReservedPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whom the gateway sends away, with which code, and what they have by then: real PostgreSQL, the
 * packaged relay and gateways, plain sockets that stop reading when they are told to.
 */
class SentAwayIT {

    private static final String WIDE = "x".repeat(200_000);

    private static ResumeStack stack;

    @BeforeAll
    static void startEverything() {
        stack = new ResumeStack();
    }

    @AfterAll
    static void stopEverything() {
        stack.close();
    }

    private static RawClient joined(int port, String more) {
        RawClient client =
                RawClient.connect(
                        "ws://127.0.0.1:%d/socket/websocket?vsn=2.0.0&apikey=%s%s"
                                .formatted(port, Tokens.of(ANNA), more));
        client.send(
                """
                ["1","1","realtime:notes","phx_join",{"config":{"postgres_changes":[
                  {"event":"*","schema":"public","table":"notes"}]}}]
                """);
        return client;
    }

    private static RawClient joined(int port) {
        RawClient client = joined(port, "");
        client.next(message -> message.at("/4/message").asText().startsWith("Subscribed"));
        return client;
    }

    private static boolean isChange(JsonNode message) {
        return message.at("/3").asText().equals("postgres_changes");
    }

    private static boolean isResume(JsonNode message) {
        return message.at("/4/extension").asText().equals("resume");
    }

    private static int note(JsonNode change) {
        return change.at("/4/data/record/id").asInt();
    }

    private static List<Integer> notes(RawClient client, int count) {
        List<Integer> notes = new ArrayList<>();
        while (notes.size() < count) {
            notes.add(note(client.next(SentAwayIT::isChange)));
        }
        return notes;
    }

    private static void beat(RawClient client) {
        client.send("[null,\"b\",\"phoenix\",\"heartbeat\",{}]");
        client.next(message -> message.at("/1").asText().equals("b"));
    }

    @Test
    void whoReadsTooSlowlyIsClosedWithItsCodeAndGoesOnWhereItStopped() {
        int port = ReservedPort.take();
        Service gateway = stack.gateway(port, "vintner.gateway.socket.queue-bytes-max", "3000000");
        String id = newId();
        List<Integer> written = new ArrayList<>();
        try (RawClient slow = joined(port, "&resume=" + id)) {
            // Given
            slow.next(SentAwayIT::isResume);
            beat(slow);
            beat(slow);
            stack.awaitProof(id);
            slow.stopReading();

            // When
            while (Scrape.of(port).value("vintner_gateway_slow_readers_total") == 0) {
                assertThat(written).hasSizeLessThan(500);
                written.add(stack.write(ANNA, WIDE));
            }
            slow.readOn();

            // Then
            assertThat(slow.closeCode()).isEqualTo(4008);
        }
        int missed = stack.write(ANNA);
        written.add(missed);
        try (RawClient back = joined(port, "&resume=" + id)) {
            List<Integer> again = new ArrayList<>();
            JsonNode message = back.next(said -> isChange(said) || isResume(said));
            while (!isResume(message)) {
                again.add(note(message));
                message = back.next(said -> isChange(said) || isResume(said));
            }
            assertThat(message.at("/4/message").asText()).isEqualTo("resumed");
            assertThat(message.at("/4/count").asInt()).isEqualTo(written.size());
            assertThat(again).isEqualTo(written);
            int live = stack.write(ANNA);
            assertThat(notes(back, 1)).containsExactly(live);
        }
        assertThat(gateway.stop()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void whoStandsStillHoldsUpNeitherOthersNorTheRelayThatMovesTheSlot() {
        int port = ReservedPort.take();
        Service gateway = stack.gateway(port);
        try (RawClient prompt = joined(port);
                RawClient late = joined(port)) {
            // Given
            late.stopReading();

            // When
            List<Duration> waits = new ArrayList<>();
            while (Scrape.of(port).value("vintner_gateway_queue_bytes") < 2_000_000) {
                assertThat(waits).hasSizeLessThan(500);
                long began = System.nanoTime();
                int written = stack.write(ANNA, WIDE);
                assertThat(notes(prompt, 1)).containsExactly(written);
                waits.add(Duration.ofNanos(System.nanoTime() - began));
                assertThat(Scrape.of(stack.relayPort()).value("vintner_relay_held_intakes"))
                        .isZero();
            }

            // Then
            assertThat(late.isOpen()).isTrue();
            assertThat(waits).allMatch(wait -> wait.compareTo(Duration.ofSeconds(2)) < 0);
            assertThat(Scrape.of(port).value("vintner_gateway_feed_behind_seconds")).isLessThan(2);
        }
        gateway.stop();
    }

    @Test
    void aStoppingGatewayTakesNobodyInAndGivesEverybodyWhatWaitsBeforeItSendsThemAway()
            throws Exception {
        int port = ReservedPort.take();
        Service gateway = stack.gateway(port, "vintner.gateway.socket.drain-max", "15s");
        List<Integer> written = new ArrayList<>();
        try (RawClient prompt = joined(port);
                RawClient late = joined(port)) {
            // Given
            late.stopReading();
            while (Scrape.of(port).value("vintner_gateway_queue_bytes") < 2_000_000) {
                assertThat(written).hasSizeLessThan(500);
                written.add(stack.write(ANNA, WIDE));
                assertThat(notes(prompt, 1)).containsExactly(written.getLast());
            }

            // When
            gateway.askToStop();

            // Then
            assertThat(prompt.closeCode()).isEqualTo(1012);
            assertThat(late.isOpen()).isTrue();
            Upgrade newcomer =
                    Upgrade.ask(port, "/socket/websocket?vsn=2.0.0&apikey=" + Tokens.of(ANNA));
            assertThat(newcomer.summary())
                    .isEqualTo("503 {\"error\":\"Realtime is shutting down\"}");
            assertThat(newcomer.headers()).containsEntry("content-type", "application/json");
            assertThat(gateway.ready()).isEqualTo(503);

            // When
            late.readOn();

            // Then
            assertThat(notes(late, written.size())).isEqualTo(written);
            assertThat(late.closeCode()).isEqualTo(1012);
            gateway.awaitEnd();
        }
    }

    @Test
    void whoTakesNothingDoesNotHoldUpTheEndForLongerThanTheDrainTime() {
        int port = ReservedPort.take();
        Service gateway = stack.gateway(port, "vintner.gateway.socket.drain-max", "1s");
        List<Integer> written = new ArrayList<>();
        try (RawClient late = joined(port)) {
            // Given
            late.stopReading();
            while (Scrape.of(port).value("vintner_gateway_queue_bytes") < 1_000_000) {
                assertThat(written).hasSizeLessThan(500);
                written.add(stack.write(ANNA, WIDE));
                ResumeStack.awaitRouted(port, written.size());
            }

            // When
            Duration took = gateway.stop();

            // Then
            assertThat(took).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(8));
        }
    }
}
