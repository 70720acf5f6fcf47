package io.vintner.gateway.socket;

import static io.vintner.gateway.socket.ResumeStack.ANNA;
import static io.vintner.gateway.socket.ResumeStack.BERT;
import static io.vintner.gateway.socket.ResumeStack.answer;
import static io.vintner.gateway.socket.ResumeStack.assertFetch;
import static io.vintner.gateway.socket.ResumeStack.client;
import static io.vintner.gateway.socket.ResumeStack.connect;
import static io.vintner.gateway.socket.ResumeStack.disconnect;
import static io.vintner.gateway.socket.ResumeStack.heard;
import static io.vintner.gateway.socket.ResumeStack.join;
import static io.vintner.gateway.socket.ResumeStack.joinNotes;
import static io.vintner.gateway.socket.ResumeStack.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.gateway.Tokens;
import io.vintner.postgres.ReservedPort;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A receipt is of one client, one user and the same bindings. */
class ResumeIdentityIT {

    private static final String JOIN_NOTES =
            """
            ["1","1","realtime:notes","phx_join",{"config":{"postgres_changes":[
              {"event":"*","schema":"public","table":"notes"}]}}]
            """;

    private static ResumeStack stack;
    private static int port;

    @BeforeAll
    static void start() {
        stack = new ResumeStack();
        port = ReservedPort.take();
        stack.gateway(port);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void anotherUserWithTheSameIdFetchesAndTakesNothingFromTheFirst() {
        String id = newId();
        try (StockClient anna = client(port, ANNA, id)) {
            // Given
            joinNotes(anna);
            anna.awaitSubscribed("notes");
            assertFetch(answer(anna));

            // When
            try (StockClient bert = client(port, BERT, id)) {
                joinNotes(bert);
                bert.awaitSubscribed("notes");

                // Then
                assertFetch(answer(bert));
                int note = stack.write(ANNA);
                assertThat(heard(anna)).isEqualTo(note);
                int other = stack.write(BERT);
                assertThat(heard(bert)).isEqualTo(other);
            }
            stack.awaitReceipt(id, "notes");
            disconnect(anna);
            connect(anna);
            assertThat(answer(anna).path("message").asText()).isEqualTo("resumed");
        }
    }

    @Test
    void otherBindingsOfTheSameTopicFetch() {
        String id = newId();
        try (StockClient anna = client(port, ANNA, id)) {
            joinNotes(anna);
            anna.awaitSubscribed("notes");
            assertFetch(answer(anna));
        }
        try (StockClient anna = client(port, ANNA, id)) {
            // When
            join(anna, "notes", "{\"event\":\"INSERT\",\"schema\":\"public\",\"table\":\"notes\"}");

            // Then
            assertFetch(answer(anna));
        }
    }

    @Test
    void aNewTokenOfTheSameUserTakesNoProofAway() {
        String id = newId();
        try (RawClient client = RawClient.connect(address(id))) {
            // Given
            client.send(JOIN_NOTES);
            client.next(message -> message.at("/4/extension").asText().equals("resume"));
            beat(client);

            // When: between the answer and the heartbeat that proves that it has come
            client.send(
                    "[\"1\",\"2\",\"realtime:notes\",\"access_token\",{\"access_token\":\"%s\"}]"
                            .formatted(Tokens.of(ANNA, Instant.now().plusSeconds(7_200))));
            beat(client);

            // Then
            stack.awaitProof(id);
        }
    }

    private static String address(String id) {
        return "ws://127.0.0.1:%d/realtime/v1/websocket?vsn=2.0.0&apikey=%s&resume=%s"
                .formatted(port, Tokens.of(ANNA), id);
    }

    private static void beat(RawClient client) {
        client.send("[null,\"h\",\"phoenix\",\"heartbeat\",{}]");
        client.next(message -> message.at("/2").asText().equals("phoenix"));
    }

    @Test
    void aSecondSocketTakesOver() {
        String id = newId();
        try (RawClient first = RawClient.connect(address(id))) {
            // Given
            first.send(JOIN_NOTES);
            first.next(message -> message.at("/4/extension").asText().equals("resume"));
            int note = stack.write(ANNA);
            first.next(message -> message.at("/3").asText().equals("postgres_changes"));

            // When
            try (RawClient second = RawClient.connect(address(id))) {
                second.send(JOIN_NOTES);

                // Then
                assertThat(first.closeCode()).isEqualTo(4009);
                assertThat(
                                second.next(message ->
                                                message.at("/4/extension")
                                                        .asText()
                                                        .equals("resume"))
                                        .at("/4/message")
                                        .asText())
                        .isEqualTo("fetch");
                JsonNode replayed =
                        second.next(
                                message -> message.at("/3").asText().equals("postgres_changes"));
                assertThat(replayed.at("/4/data/record/id").asInt()).isEqualTo(note);
                int live = stack.write(ANNA);
                assertThat(
                                second.next(message ->
                                                message.at("/3")
                                                        .asText()
                                                        .equals("postgres_changes"))
                                        .at("/4/data/record/id")
                                        .asInt())
                        .isEqualTo(live);
            }
        }
    }

    @Test
    void anIdThatIsNoneIsRefusedAtTheHandshake() {
        // When
        Throwable refused =
                catchThrowable(() ->
                        RawClient.connect(
                                "ws://127.0.0.1:%d/realtime/v1/websocket?apikey=%s&resume=me"
                                        .formatted(port, Tokens.of(ANNA))));

        // Then
        assertThat(refused).rootCause().hasMessageContaining("400");
    }
}
