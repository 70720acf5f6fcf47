package io.vintner.gateway.socket;

import static io.vintner.gateway.socket.ResumeStack.ANNA;
import static io.vintner.gateway.socket.ResumeStack.answer;
import static io.vintner.gateway.socket.ResumeStack.assertFetch;
import static io.vintner.gateway.socket.ResumeStack.assertResumed;
import static io.vintner.gateway.socket.ResumeStack.awaitRouted;
import static io.vintner.gateway.socket.ResumeStack.client;
import static io.vintner.gateway.socket.ResumeStack.heard;
import static io.vintner.gateway.socket.ResumeStack.joinNotes;
import static io.vintner.gateway.socket.ResumeStack.newId;
import static io.vintner.gateway.socket.ResumeStack.routed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
        int port = Service.freePort();
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
            assertResumed(
                    anna.next(event -> event.at("/system/message").asText().equals("resumed"))
                            .get("system"),
                    20);
            int live = stack.write(ANNA);
            assertThat(heard(anna)).isEqualTo(live);
        }
    }

    @Test
    void aClientResumesAtAnotherGatewayOfTheSameDatabase() {
        int first = Service.freePort();
        int second = Service.freePort();
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
        int port = Service.freePort();
        stack.gateway(port, "vintner.gateway.resume.window-age-max", "1s");
        String id = newId();
        try (StockClient anna = client(port, ANNA, id)) {
            // Given
            joinNotes(anna);
            anna.awaitSubscribed("notes");
            assertFetch(answer(anna));
            anna.tell("{\"command\":\"disconnect\"}");
            anna.next(event -> event.path("socket").asText().equals("disconnected"));
            double routed = routed(port);
            stack.write(ANNA);
            awaitRouted(port, routed + 1);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> ResumeStack.metric(port, "vintner_gateway_window_bytes") == 0);

            // When
            anna.tell("{\"command\":\"connect\"}");

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
        int port = Service.freePort();
        try {
            stack.gateway(port);
            try (StockClient anna = client(port, ANNA, newId())) {
                joinNotes(anna);
                anna.awaitSubscribed("notes");
                assertFetch(answer(anna));
                anna.tell("{\"command\":\"disconnect\"}");
                anna.next(event -> event.path("socket").asText().equals("disconnected"));
                double routed = routed(port);
                int missed = stack.write(ANNA);
                awaitRouted(port, routed + 1);

                // When
                anna.tell("{\"command\":\"connect\"}");

                // Then
                assertThat(heard(anna)).isEqualTo(missed);
                assertResumed(answer(anna), 1);
            }
        } finally {
            stack.database().run("alter table vintner.hidden rename to receipts");
        }
    }
}
