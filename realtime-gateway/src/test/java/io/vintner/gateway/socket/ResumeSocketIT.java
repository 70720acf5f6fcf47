package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.gateway.FeedServer;
import io.vintner.gateway.Tables;
import io.vintner.gateway.Tokens;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Resuming while PostgreSQL is away: what this gateway knows by itself, and what nobody knows. */
@QuarkusTest
@QuarkusTestResource(RunningGateway.class)
class ResumeSocketIT {

    @TestHTTPResource("/")
    URI base;

    private final String id = ResumeStack.newId();
    private FeedServer feed;

    @BeforeEach
    void awaitFeed() {
        feed = RunningGateway.feed();
        await().until(() -> feed.readers() == 1);
    }

    private RawClient connect() {
        return RawClient.connect(
                "ws://127.0.0.1:%d/realtime/v1/websocket?apikey=%s&vsn=2.0.0&resume=%s"
                        .formatted(base.getPort(), Tokens.of("user-1"), id));
    }

    private static void join(RawClient client, String ref) {
        client.send(
                """
                ["%s","%s","realtime:room","phx_join",{"config":{"postgres_changes":[
                  {"event":"*","schema":"public","table":"vines"}]}}]
                """
                        .formatted(ref, ref));
    }

    private static JsonNode answer(RawClient client) {
        return client.next(message -> message.at("/4/extension").asText().equals("resume"))
                .at("/4");
    }

    private static void assertAnswer(RawClient client, String message, int count) {
        JsonNode answer = answer(client);
        assertThat(answer.path("message").asText()).isEqualTo(message);
        assertThat(answer.path("count").asInt(-1)).isEqualTo(count);
    }

    private static String heard(RawClient client) {
        return client.next(message -> message.at("/3").asText().equals("postgres_changes"))
                .at("/4/data/record/id")
                .asText();
    }

    @Test
    void aClientThatComesBackBeforeItHasProvenAnythingIsToldToFetchAgainAndMissesNothing() {
        // Given
        try (RawClient client = connect()) {
            join(client, "1");
            assertAnswer(client, "fetch", 0);
            feed.insert(Tables.VINES, "1", "DRAFT", null);
            assertThat(heard(client)).isEqualTo("1");
        }
        feed.insert(Tables.VINES, "2", "DRAFT", null);

        // When
        try (RawClient client = connect()) {
            join(client, "1");

            // Then
            assertAnswer(client, "fetch", 0);
            assertThat(heard(client)).isEqualTo("1");
            assertThat(heard(client)).isEqualTo("2");
            feed.insert(Tables.VINES, "3", "DRAFT", null);
            assertThat(heard(client)).isEqualTo("3");
        }
    }

    @Test
    void afterAGapReceiptsFromBeforeAreWorthNothing() {
        // Given
        try (RawClient client = connect()) {
            join(client, "1");
            assertAnswer(client, "fetch", 0);

            // When
            feed.gap();
            client.next(message -> message.at("/3").asText().equals("phx_error"));
            join(client, "2");

            // Then
            assertAnswer(client, "fetch", 0);
            feed.insert(Tables.VINES, "4", "DRAFT", null);
            assertThat(heard(client)).isEqualTo("4");
        }
    }

    @Test
    void joiningATopicAgainOnTheSameSocketGoesOnFromItsReceiptAndLeavingItDoesNot() {
        // Given
        try (RawClient client = connect()) {
            joinAndHearAgain(client);

            // When
            client.send("[\"2\",\"3\",\"realtime:room\",\"phx_leave\",{}]");
            join(client, "4");

            // Then
            assertAnswer(client, "fetch", 0);
            feed.insert(Tables.VINES, "6", "DRAFT", null);
            assertThat(heard(client)).isEqualTo("6");
        }
    }

    private void joinAndHearAgain(RawClient client) {
        join(client, "1");
        assertAnswer(client, "fetch", 0);
        feed.insert(Tables.VINES, "5", "DRAFT", null);
        assertThat(heard(client)).isEqualTo("5");
        join(client, "2");
        assertAnswer(client, "fetch", 0);
        assertThat(heard(client)).isEqualTo("5");
    }

    @Test
    void aLateLeaveOfAnEarlierJoinTakesNoReceipt() {
        // Given
        try (RawClient client = connect()) {
            joinAndHearAgain(client);

            // When
            client.send("[\"1\",\"3\",\"realtime:room\",\"phx_leave\",{}]");
            join(client, "4");

            // Then
            assertAnswer(client, "fetch", 0);
            assertThat(heard(client)).isEqualTo("5");
        }
    }
}
