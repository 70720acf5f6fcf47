package io.vintner.gateway.socket;

import static io.vintner.gateway.socket.ResumeStack.ANNA;
import static io.vintner.gateway.socket.ResumeStack.answer;
import static io.vintner.gateway.socket.ResumeStack.assertFetch;
import static io.vintner.gateway.socket.ResumeStack.assertResumed;
import static io.vintner.gateway.socket.ResumeStack.awaitRouted;
import static io.vintner.gateway.socket.ResumeStack.client;
import static io.vintner.gateway.socket.ResumeStack.connect;
import static io.vintner.gateway.socket.ResumeStack.disconnect;
import static io.vintner.gateway.socket.ResumeStack.heard;
import static io.vintner.gateway.socket.ResumeStack.joinNotes;
import static io.vintner.gateway.socket.ResumeStack.newId;
import static io.vintner.gateway.socket.ResumeStack.routed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.gateway.Tokens;
import io.vintner.postgres.ReservedPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The unmodified client goes on where it stopped when its gateway does not. */
class ResumeAcrossGatewaysIT {

    private static ResumeStack stack;

    @BeforeAll
    static void start() {
        stack = new ResumeStack();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void aGatewayKilledTenMillisecondsAfterSubscribedCostsNothing() {
        int port = ReservedPort.take();
        Service gateway = stack.gateway(port);
        try (StockClient anna = client(port, ANNA, newId())) {
            // Given
            joinNotes(anna);
            anna.awaitSubscribed("notes");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            gateway.kill();
            List<Integer> missed = new ArrayList<>();
            for (int count = 0; count < 20; count++) {
                missed.add(stack.write(ANNA));
            }

            // When
            stack.gateway(port).awaitReady();

            // Then
            List<Integer> heard = heard(anna, 20);
            assertThat(heard).isEqualTo(missed);
            int live = stack.write(ANNA);
            assertThat(heard(anna)).isEqualTo(live);
        }
    }

    @Test
    void whoWasNotReachedByTheWordToFetchIsToldAgain() {
        int port = ReservedPort.take();
        stack.gateway(port);
        String id = newId();
        try (RawClient unreached =
                RawClient.deaf(
                        "ws://127.0.0.1:%d/realtime/v1/websocket?vsn=2.0.0&apikey=%s&resume=%s"
                                .formatted(port, Tokens.of(ANNA), id))) {
            // Given
            unreached.send(
                    """
                    ["1","1","realtime:notes","phx_join",{"config":{"postgres_changes":[
                      {"event":"*","schema":"public","table":"notes"}]}}]
                    """);
            await().until(() -> stack.receipt(id, "notes") != null);
        }
        double routed = routed(port);
        int missed = stack.write(ANNA);
        awaitRouted(port, routed + 1);

        // When
        try (StockClient anna = client(port, ANNA, id)) {
            joinNotes(anna);

            // Then
            assertFetch(answer(anna));
            assertThat(heard(anna)).isEqualTo(missed);
            stack.awaitReceipt(id, "notes");
            disconnect(anna);
            connect(anna);
            assertResumed(answer(anna), 0);
        }
    }

    @Test
    void aClientResumesAtAnotherGatewayOfTheSameDatabase() {
        int first = ReservedPort.take();
        int second = ReservedPort.take();
        stack.gateway(first);
        stack.gateway(second);
        String id = newId();
        int before;
        try (StockClient anna = client(first, ANNA, id)) {
            joinNotes(anna);
            anna.awaitSubscribed("notes");
            assertFetch(answer(anna));
            before = stack.write(ANNA);
            assertThat(heard(anna)).isEqualTo(before);
            stack.awaitReceipt(id, "notes");
        }
        double routed = routed(second);
        int missed = stack.write(ANNA);
        awaitRouted(second, routed + 1);

        // When
        try (StockClient anna = client(second, ANNA, id)) {
            joinNotes(anna);

            // Then
            assertThat(heard(anna)).isEqualTo(missed);
            assertResumed(answer(anna), 1);
        }
    }

    @Test
    void whoIsAwayForLongerThanTheWindowFetches() {
        int port = ReservedPort.take();
        stack.gateway(port, "vintner.gateway.resume.window-age-max", "1s");
        String id = newId();
        try (StockClient anna = client(port, ANNA, id)) {
            // Given
            joinNotes(anna);
            anna.awaitSubscribed("notes");
            assertFetch(answer(anna));
            disconnect(anna);
            double routed = routed(port);
            stack.write(ANNA);
            awaitRouted(port, routed + 1);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Scrape.of(port).count("vintner_gateway_window_bytes") == 0);

            // When
            connect(anna);

            // Then
            assertFetch(answer(anna));
            int live = stack.write(ANNA);
            assertThat(heard(anna)).isEqualTo(live);
        }
    }

    @Test
    void withoutTheTableTheGatewayServesFromMemoryAndSaysSo() {
        // Given
        stack.database().run("alter table vintner.receipts rename to hidden");
        int port = ReservedPort.take();
        try {
            stack.gateway(port);
            try (StockClient anna = client(port, ANNA, newId())) {
                joinNotes(anna);
                anna.awaitSubscribed("notes");
                assertFetch(answer(anna));
                disconnect(anna);
                double routed = routed(port);
                int missed = stack.write(ANNA);
                awaitRouted(port, routed + 1);

                // When
                connect(anna);

                // Then
                assertFetch(answer(anna));
                assertThat(heard(anna)).isEqualTo(missed);
            }
        } finally {
            stack.database().run("alter table vintner.hidden rename to receipts");
        }
    }
}
