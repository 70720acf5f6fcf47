package io.vintner.gateway.socket;

import static io.vintner.gateway.socket.ResumeStack.ANNA;
import static io.vintner.gateway.socket.ResumeStack.BERT;
import static io.vintner.gateway.socket.ResumeStack.answer;
import static io.vintner.gateway.socket.ResumeStack.assertFetch;
import static io.vintner.gateway.socket.ResumeStack.assertResumed;
import static io.vintner.gateway.socket.ResumeStack.awaitRouted;
import static io.vintner.gateway.socket.ResumeStack.client;
import static io.vintner.gateway.socket.ResumeStack.connect;
import static io.vintner.gateway.socket.ResumeStack.disconnect;
import static io.vintner.gateway.socket.ResumeStack.heard;
import static io.vintner.gateway.socket.ResumeStack.join;
import static io.vintner.gateway.socket.ResumeStack.joinNotes;
import static io.vintner.gateway.socket.ResumeStack.newId;
import static io.vintner.gateway.socket.ResumeStack.routed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.gateway.Tokens;
import io.vintner.postgres.ReservedPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The unmodified client goes on where it stopped, at a gateway that stays. */
class ResumeIT {

    private static ResumeStack stack;
    private static int port;

    @BeforeAll
    static void start() {
        stack = new ResumeStack();
        port = ReservedPort.take();
        stack.gateway(port, "vintner.gateway.socket.queue-bytes-max", "1000000");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void w1WhatAClientMissesWhileDisconnectedItIsToldOnceInOrderBeforeWhatIsLive() {
        String id = newId();
        try (StockClient anna = client(port, ANNA, id)) {
            // Given
            joinNotes(anna);
            anna.awaitSubscribed("notes");
            assertFetch(answer(anna));
            int before = stack.write(ANNA);
            assertThat(heard(anna)).isEqualTo(before);
            stack.awaitReceipt(id, "notes");
            disconnect(anna);
            double routed = routed(port);
            List<Integer> missed = new ArrayList<>();
            for (int count = 0; count < 5; count++) {
                missed.add(stack.write(ANNA));
                stack.write(BERT);
            }
            awaitRouted(port, routed + 10);

            // When
            connect(anna);

            // Then
            assertThat(heard(anna, 5)).isEqualTo(missed);
            assertResumed(answer(anna), 5);
            int live = stack.write(ANNA);
            assertThat(heard(anna)).isEqualTo(live);
            assertThat(anna.unheard()).noneMatch(event -> event.has("change"));
        }
    }

    @Test
    void everyJoinIsAnsweredByExactlyOneMessageAfterTheJoin() {
        try (StockClient anna = client(port, ANNA, newId())) {
            // When
            joinNotes(anna);
            join(anna, "empty", "");
            join(anna, "wrong", "{\"event\":\"*\",\"schema\":\"public\",\"table\":\"nothing\"}");
            List<String> joined = new ArrayList<>();
            List<JsonNode> answers = new ArrayList<>();
            while (joined.size() < 3 || answers.size() < 3) {
                JsonNode event = anna.next(said -> said.has("status") || isAnswer(said));
                if (isAnswer(event)) {
                    JsonNode answer = event.get("system");
                    assertThat(joined).contains(answer.path("channel").asText());
                    answers.add(answer);
                } else {
                    assertThat(event.path("status").asText()).isEqualTo("SUBSCRIBED");
                    joined.add(event.path("channel").asText());
                }
            }

            // Then
            answers.forEach(ResumeStack::assertFetch);
            assertThat(answers)
                    .extracting(one -> one.path("channel").asText())
                    .containsExactlyInAnyOrder("notes", "empty", "wrong");
            stack.write(ANNA);
            heard(anna);
            assertThat(anna.unheard()).noneMatch(ResumeIT::isAnswer);
        }
    }

    @Test
    void withoutTheParameterEverythingIsAsBefore() {
        try (StockClient anna =
                StockClient.start(
                        "http://127.0.0.1:" + port,
                        Tokens.of(ANNA),
                        StockClient.DEFAULT_VERSION,
                        "{\"realtime\":{\"heartbeatIntervalMs\":1000}}")) {
            // Given
            String receipts = stack.database().text("select count(*) from vintner.receipts");
            joinNotes(anna);
            anna.awaitSubscribed("notes");
            disconnect(anna);
            double routed = routed(port);
            stack.write(ANNA);
            awaitRouted(port, routed + 1);

            // When
            connect(anna);
            anna.awaitSubscribed("notes");
            int live = stack.write(ANNA);

            // Then
            assertThat(heard(anna)).isEqualTo(live);
            assertThat(anna.unheard())
                    .noneMatch(event -> event.at("/system/extension").asText().equals("resume"));
            assertThat(stack.database().text("select count(*) from vintner.receipts"))
                    .isEqualTo(receipts);
        }
    }

    @Test
    void whoLeavesAndJoinsAgainFetches() {
        String id = newId();
        try (StockClient anna = client(port, ANNA, id)) {
            // Given
            joinNotes(anna);
            anna.awaitSubscribed("notes");
            assertFetch(answer(anna));
            assertThat(stack.receipt(id, "notes")).isNotNull();

            // When
            anna.tell("{\"command\":\"leave\",\"channel\":\"notes\"}");
            anna.next(event -> event.has("left"));
            await().until(() -> stack.receipt(id, "notes") == null);
            double routed = routed(port);
            stack.write(ANNA);
            awaitRouted(port, routed + 1);
            joinNotes(anna);

            // Then
            assertFetch(answer(anna));
            int live = stack.write(ANNA);
            assertThat(heard(anna)).isEqualTo(live);
        }
    }

    @Test
    void theFirstReceiptIsStoredBeforeTheJoinIsAnswered() {
        for (int round = 0; round < 5; round++) {
            String id = newId();
            try (RawClient anna =
                    RawClient.connect(
                            "ws://127.0.0.1:%d/realtime/v1/websocket?vsn=2.0.0&apikey=%s&resume=%s"
                                    .formatted(port, Tokens.of(ANNA), id))) {
                // When
                anna.send(
                        """
                        ["1","1","realtime:notes","phx_join",{"config":{"postgres_changes":[
                          {"event":"*","schema":"public","table":"notes"}]}}]
                        """);
                assertThat(anna.next().at("/4/status").asText()).isEqualTo("ok");

                // Then
                assertThat(stack.receipt(id, "notes")).isNotNull();
            }
        }
    }

    @Test
    void receiptsOfIdleChannelsMoveOnToo() {
        String id = newId();
        try (StockClient anna = client(port, ANNA, id)) {
            // Given
            joinNotes(anna);
            anna.awaitSubscribed("notes");
            assertFetch(answer(anna));

            // When
            for (int count = 0; count < 20; count++) {
                stack.write(BERT);
            }

            // Then
            stack.awaitReceipt(id, "notes");
        }
    }

    @Test
    void aReceiptsTableThatWasEmptiedSendsEverybodyToFetch() {
        String id = newId();
        try (StockClient anna = client(port, ANNA, id)) {
            // Given
            joinNotes(anna);
            anna.awaitSubscribed("notes");
            assertFetch(answer(anna));
            disconnect(anna);
            stack.database().run("truncate vintner.receipts");

            // When
            connect(anna);

            // Then
            assertFetch(answer(anna));
            assertThat(stack.receipt(id, "notes")).isNotNull();
        }
    }

    @Test
    void aSlowReaderThatWasSentAwayResumes() throws Exception {
        String id = newId();
        String wide = "x".repeat(100_000);
        try (StockClient anna = client(port, ANNA, id)) {
            // Given
            joinNotes(anna);
            anna.awaitSubscribed("notes");
            assertFetch(answer(anna));
            stack.awaitReceipt(id, "notes");
            double before = Scrape.of(port).count("vintner_gateway_slow_readers_total");
            anna.signal("STOP");
            List<Integer> written = new ArrayList<>();
            while (Scrape.of(port).count("vintner_gateway_slow_readers_total") == before) {
                assertThat(written).hasSizeLessThan(500);
                written.add(stack.write(ANNA, wide));
            }
            written.add(stack.write(ANNA, wide));

            // When
            anna.signal("CONT");

            // Then
            List<Integer> sent = new ArrayList<>();
            JsonNode event = anna.next(said -> said.has("change") || isAnswer(said));
            while (!isAnswer(event)) {
                sent.add(event.at("/change/new/id").asInt());
                event = anna.next(said -> said.has("change") || isAnswer(said));
            }
            assertResumed(event.get("system"), written.size());
            assertThat(sent.subList(sent.size() - written.size(), sent.size())).isEqualTo(written);
            int live = stack.write(ANNA);
            assertThat(heard(anna)).isEqualTo(live);
        }
    }

    private static boolean isAnswer(JsonNode said) {
        return said.at("/system/extension").asText().equals("resume");
    }

    @Test
    void whileChangesComeEveryReturnRepeatsAtMostWhatFollowedTheReceiptAndMissesNothing()
            throws InterruptedException {
        String id = newId();
        try (StockClient anna = client(port, ANNA, id)) {
            // Given
            joinNotes(anna);
            anna.awaitSubscribed("notes");
            assertFetch(answer(anna));
            stack.awaitReceipt(id, "notes");
            int first = stack.write(ANNA);
            int count = 2_000;
            Thread writer =
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int note = 1; note < count; note++) {
                                    stack.write(ANNA);
                                }
                            });

            // When
            for (int times = 0; times < 8 && writer.isAlive(); times++) {
                disconnect(anna);
                connect(anna);
                assertThat(answer(anna).path("message").asText()).isEqualTo("resumed");
            }
            writer.join();
            disconnect(anna);
            connect(anna);

            // Then
            List<Integer> last = new ArrayList<>();
            JsonNode event = anna.next(said -> said.has("change") || isAnswer(said));
            while (!isAnswer(event)) {
                last.add(event.at("/change/new/id").asInt());
                event = anna.next(said -> said.has("change") || isAnswer(said));
            }
            int end = first + count - 1;
            List<Integer> replayed =
                    last.subList(last.size() - event.at("/system/count").asInt(), last.size());
            assertThat(replayed)
                    .isEqualTo(
                            IntStream.rangeClosed(end - replayed.size() + 1, end).boxed().toList());
        }
    }

    @Test
    void whatOnlyPostgresCanDecideIsReplayedThroughThePolicyToo() {
        String annas = newId();
        String berts = newId();
        try (StockClient anna = client(port, ANNA, annas);
                StockClient bert = client(port, BERT, berts)) {
            // Given
            String letters = "{\"event\":\"*\",\"schema\":\"public\",\"table\":\"letters\"}";
            for (StockClient one : List.of(anna, bert)) {
                join(one, "letters", letters);
                one.awaitSubscribed("letters");
                assertFetch(answer(one));
            }
            stack.awaitReceipt(annas, "letters");
            stack.awaitReceipt(berts, "letters");
            disconnect(anna);
            disconnect(bert);
            double routed = routed(port);
            stack.database()
                    .run(
                            "insert into public.letters select n, 'dear' from"
                                    + " generate_series(1, 1200) n");
            awaitRouted(port, routed + 1_200);

            // When
            connect(anna);
            connect(bert);

            // Then
            assertThat(heard(anna, 600))
                    .isEqualTo(IntStream.rangeClosed(1, 600).map(n -> 2 * n).boxed().toList());
            assertResumed(answer(anna), 600);
            assertResumed(answer(bert), 0);
        }
    }

    @Test
    void whatHappensIsCounted() {
        String id = newId();
        try (StockClient anna = client(port, ANNA, id)) {
            // Given
            double resumed =
                    Scrape.of(port).count("vintner_gateway_resumes_total{outcome=\"resumed\"}");
            double fetched =
                    Scrape.of(port).count("vintner_gateway_resumes_total{outcome=\"fetch\"}");
            double replayed = Scrape.of(port).count("vintner_gateway_replayed_changes_total");
            double stored = Scrape.of(port).count("vintner_gateway_receipts_stored_total");
            joinNotes(anna);
            anna.awaitSubscribed("notes");
            assertFetch(answer(anna));
            stack.awaitReceipt(id, "notes");

            // When
            disconnect(anna);
            double routed = routed(port);
            stack.write(ANNA);
            awaitRouted(port, routed + 1);
            connect(anna);
            assertResumed(answer(anna), 1);

            // Then
            await().untilAsserted(() -> {
                assertThat(
                                Scrape.of(port)
                                        .count(
                                                "vintner_gateway_resumes_total{outcome=\"resumed\"}"))
                        .isEqualTo(resumed + 1);
                assertThat(
                                Scrape.of(port)
                                        .count("vintner_gateway_resumes_total{outcome=\"fetch\"}"))
                        .isEqualTo(fetched + 1);
                assertThat(Scrape.of(port).count("vintner_gateway_replayed_changes_total"))
                        .isEqualTo(replayed + 1);
                assertThat(Scrape.of(port).count("vintner_gateway_receipts_stored_total"))
                        .isGreaterThanOrEqualTo(stored + 2);
                assertThat(Scrape.of(port).count("vintner_gateway_window_bytes")).isPositive();
                assertThat(Scrape.of(port).count("vintner_gateway_window_age_seconds"))
                        .isBetween(0.0, Duration.ofMinutes(3).toSeconds() * 1.0);
            });
        }
    }
}
