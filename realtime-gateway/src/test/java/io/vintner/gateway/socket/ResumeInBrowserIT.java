package io.vintner.gateway.socket;

import static io.vintner.gateway.socket.ResumeStack.ANNA;
import static io.vintner.gateway.socket.ResumeStack.answer;
import static io.vintner.gateway.socket.ResumeStack.assertFetch;
import static io.vintner.gateway.socket.ResumeStack.assertResumed;
import static io.vintner.gateway.socket.ResumeStack.awaitRouted;
import static io.vintner.gateway.socket.ResumeStack.heard;
import static io.vintner.gateway.socket.ResumeStack.joinNotes;
import static io.vintner.gateway.socket.ResumeStack.newId;
import static io.vintner.gateway.socket.ResumeStack.routed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.gateway.Tokens;
import io.vintner.postgres.ReservedPort;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page goes on where it stopped; its heartbeats come from its own thread or from a worker. */
class ResumeInBrowserIT {

    private static ResumeStack stack;

    @BeforeAll
    static void start() {
        stack = new ResumeStack();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private static BrowserClient page(int port, String id, boolean worker) {
        return BrowserClient.open(
                "http://127.0.0.1:" + port,
                Tokens.of(ANNA),
                "{\"params\":{\"resume\":\"%s\"},\"heartbeatIntervalMs\":%d,\"worker\":%s}"
                        .formatted(id, ResumeStack.BEAT, worker));
    }

    @ParameterizedTest(name = "worker: {0}")
    @ValueSource(booleans = {false, true})
    void w3APageThatWasInTheBackgroundMissesNothing(boolean worker) {
        int port = ReservedPort.take();
        Service gateway = stack.gateway(port);
        String id = newId();
        try (BrowserClient page = page(port, id, worker)) {
            // Given
            joinNotes(page);
            page.awaitSubscribed("notes");
            assertFetch(answer(page));
            int before = stack.write(ANNA);
            assertThat(heard(page)).isEqualTo(before);
            stack.awaitReceipt(id, "notes");
            page.tell("{\"command\":\"window\",\"event\":\"pagehide\"}");
            page.next(event -> event.path("window").asText().equals("pagehide"));
            double routed = routed(port);
            List<Integer> missed = new ArrayList<>();
            for (int count = 0; count < 10; count++) {
                missed.add(stack.write(ANNA));
            }
            awaitRouted(port, routed + 10);

            // When
            page.tell("{\"command\":\"window\",\"event\":\"pageshow\"}");

            // Then
            assertThat(heard(page, 10)).isEqualTo(missed);
            assertResumed(answer(page), 10);
            int live = stack.write(ANNA);
            assertThat(heard(page)).isEqualTo(live);
        } finally {
            gateway.close();
        }
    }

    /**
     * The browser takes what is sent while the page's JavaScript stands still: that is no receipt.
     */
    @ParameterizedTest(name = "worker: {0}")
    @ValueSource(booleans = {false, true})
    void whatAStalledPageHasNotHandledIsSentAgainWhenItsGatewayDies(boolean worker) {
        int port = ReservedPort.take();
        Service gateway = stack.gateway(port);
        String id = newId();
        try (BrowserClient page = page(port, id, worker)) {
            // Given
            joinNotes(page);
            page.awaitSubscribed("notes");
            assertFetch(answer(page));
            int before = stack.write(ANNA);
            assertThat(heard(page)).isEqualTo(before);
            stack.awaitReceipt(id, "notes");
            String proven = stack.receipt(id, "notes");
            page.tell("{\"command\":\"stall\",\"ms\":9000}");
            page.next(event -> event.path("stalled").asBoolean());
            List<Integer> written = new ArrayList<>();
            for (int count = 0; count < 50; count++) {
                written.add(stack.write(ANNA));
            }

            // When
            gateway.kill();
            String atDeath = stack.receipt(id, "notes");
            gateway = stack.gateway(port);

            // Then
            assertThat(atDeath.substring(0, atDeath.indexOf('@')))
                    .isEqualTo(proven.substring(0, proven.indexOf('@')));
            List<Integer> heard = new ArrayList<>();
            JsonNode event = page.next(said -> said.has("change") || isAnswer(said));
            while (!isAnswer(event)) {
                heard.add(event.at("/change/new/id").asInt());
                event = page.next(said -> said.has("change") || isAnswer(said));
            }
            assertResumed(event.get("system"), event.at("/system/count").asInt());
            int replayed = event.at("/system/count").asInt();
            assertThat(replayed).isGreaterThanOrEqualTo(written.size());
            assertThat(heard.subList(heard.size() - written.size(), heard.size()))
                    .isEqualTo(written);
            int live = stack.write(ANNA);
            assertThat(heard(page)).isEqualTo(live);
        } finally {
            gateway.close();
        }
    }

    private static boolean isAnswer(JsonNode said) {
        return said.at("/system/extension").asText().equals("resume");
    }
}
