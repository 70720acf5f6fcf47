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
import io.vintner.gateway.token.Claims;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Weaknesses W2 and W14 of upstream: the first seconds lost; joins that fail for no clear reason.
 */
@QuarkusTest
@QuarkusTestResource(RunningGateway.class)
class SubscribedMeansLiveIT {

    @TestHTTPResource("/")
    URI base;

    @Inject AudienceInMemory audience;

    private FeedServer feed;

    @BeforeEach
    void feedIsConnected() {
        feed = RunningGateway.feed();
        await().until(() -> feed.readers() == 1);
    }

    private StockClient client() {
        return StockClient.start(
                "http://127.0.0.1:" + base.getPort(),
                Tokens.of("user-1"),
                StockClient.DEFAULT_VERSION);
    }

    private static String id(StockClient client, String channel) {
        JsonNode change =
                client.next(event ->
                        event.path("channel").asText().equals(channel) && event.has("change"));
        return change.at("/change/new/id").asText();
    }

    @Test
    void w2WhatIsWrittenRightAfterSubscribedIsHeard() {
        try (StockClient client = client()) {
            for (int round = 0; round < 30; round++) {
                // Given
                String channel = "room-" + round;
                client.tell(
                        """
                        {"command":"join","channel":"%s","bindings":[
                          {"event":"INSERT","schema":"public","table":"vines"}]}
                        """
                                .formatted(channel));
                client.awaitSubscribed(channel);

                // When
                feed.insert(Tables.VINES, Integer.toString(round), "DRAFT", null);

                // Then
                assertThat(id(client, channel)).isEqualTo(Integer.toString(round));
                client.tell("{\"command\":\"leave\",\"channel\":\"%s\"}".formatted(channel));
                client.next(event -> event.has("left"));
            }
        }
    }

    @Test
    void w14BindingsOfEveryFormAreEchoedSoThatTheClientKnowsThem() {
        try (StockClient client = client()) {
            // When
            client.tell(
                    """
                    {"command":"join","channel":"room","bindings":[
                      {"event":"INSERT","schema":"public","table":"vines","filter":"id=eq.2"},
                      {"event":"*","schema":"public"},
                      {"event":"*","schema":"public","table":"vines","filter":""},
                      {"event":"UPDATE","schema":"public","table":"vines"},
                      {"event":"DELETE","schema":"public","table":"vines"},
                      {"event":"INSERT","schema":"public","table":"vines","filter":"id=eq.1"},
                      {"event":"INSERT","schema":"public","table":"vines","filter":"id=eq.1"}]}
                    """);

            // Then
            client.awaitSubscribed("room");
            feed.insert(Tables.VINES, "1", "DRAFT", null);
            // Of equal bindings the client keeps one.
            for (int callback = 0; callback < 3; callback++) {
                assertThat(id(client, "room")).isEqualTo("1");
            }
            feed.insert(Tables.VINES, "2", "DRAFT", null);
            for (int callback = 0; callback < 3; callback++) {
                assertThat(id(client, "room")).isEqualTo("2");
            }
        }
    }

    @Test
    void aChannelThatBecomesTheUsersRightAfterItsFirstJoinLosesAndRepeatsNoChange() {
        try (StockClient client = client()) {
            // Given
            client.tell(
                    """
                    {"command":"join","channel":"room","bindings":[
                      {"event":"INSERT","schema":"public","table":"vines"}]}
                    """);
            client.awaitSubscribed("room");

            // When
            client.tell("{\"command\":\"token\",\"token\":\"%s\"}".formatted(Tokens.of("user-2")));
            for (int id = 0; id < 200; id++) {
                feed.insert(Tables.VINES, Integer.toString(id), "DRAFT", null);
            }

            // Then
            for (int id = 0; id < 200; id++) {
                assertThat(id(client, "room")).isEqualTo(Integer.toString(id));
            }
            await().untilAsserted(() ->
                    assertThat(audience.subscribers())
                            .extracting(Claims::subject)
                            .containsExactly("user-2"));
        }
    }
}
