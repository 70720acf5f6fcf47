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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RunningGateway.class)
class RealtimeSocketIT {

    private static final String KEY = Tokens.of("user-1");
    private static final String VINES =
            "{\"event\":\"*\",\"schema\":\"public\",\"table\":\"vines\"}";

    @TestHTTPResource("/")
    URI base;

    @Inject AudienceInMemory audience;

    private FeedServer feed;
    private RawClient client;

    @BeforeEach
    void connect() {
        feed = RunningGateway.feed();
        await().until(() -> feed.readers() == 1);
        client = connect("/realtime/v1/websocket", "2.0.0");
    }

    @AfterEach
    void nothingIsLeftBehind() {
        client.close();
        await().until(() -> audience.subscribers().isEmpty());
    }

    private RawClient connect(String path, String version) {
        return RawClient.connect(
                "ws://127.0.0.1:%d%s?apikey=%s&vsn=%s"
                        .formatted(base.getPort(), path, KEY, version));
    }

    private static String join(String ref, String topic, String config) {
        return "[\"%s\",\"%s\",\"%s\",\"phx_join\",{\"config\":%s}]"
                .formatted(ref, ref, topic, config);
    }

    private static String wanting(String... bindings) {
        return "{\"postgres_changes\":[%s]}".formatted(String.join(",", bindings));
    }

    /** Joins {@code realtime:room} and takes the answer and the news that it is live. */
    private long joined(String ref) {
        client.send(join(ref, "realtime:room", wanting(VINES)));
        JsonNode reply = client.next();
        assertThat(reply.at("/4/status").asText()).isEqualTo("ok");
        assertThat(client.next().at("/4/message").asText()).isEqualTo("Subscribed to PostgreSQL");
        return reply.at("/4/response/postgres_changes/0/id").asLong();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/realtime/v1/websocket", "/socket/websocket"})
    void bothPathsServeBothVersions(String path) {
        try (RawClient second = connect(path, "2.0.0");
                RawClient first = connect(path, "1.0.0")) {
            // When
            second.send("[null,\"7\",\"phoenix\",\"heartbeat\",{}]");
            first.send(
                    "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"7\"}");

            // Then
            assertThat(second.next().toString())
                    .isEqualTo(
                            "[null,\"7\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
            assertThat(first.next().toString())
                    .isEqualTo(
                            "{\"topic\":\"phoenix\",\"event\":\"phx_reply\",\"payload\":{\"status\":\"ok\",\"response\":{}},\"ref\":\"7\"}");
        }
    }

    @Test
    void bindingsAreEchoedUnchangedInOrderWithANumber() {
        // When
        client.send(
                join(
                        "6",
                        "realtime:room",
                        wanting(
                                "{\"event\":\"insert\",\"schema\":\"public\",\"table\":\"vines\",\"filter\":\"\"}",
                                "null",
                                "{\"table\":\"vines\",\"own\":[1]}")));

        // Then
        JsonNode bindings = client.next().at("/4/response/postgres_changes");
        assertThat(bindings.get(0).get("id").isIntegralNumber()).isTrue();
        assertThat(without(bindings.get(0)))
                .isEqualTo(
                        "{\"event\":\"insert\",\"schema\":\"public\",\"table\":\"vines\",\"filter\":\"\"}");
        assertThat(without(bindings.get(1))).isEqualTo("{\"table\":\"vines\",\"own\":[1]}");
        assertThat(bindings).hasSize(2);
    }

    private static String without(JsonNode binding) {
        return ((com.fasterxml.jackson.databind.node.ObjectNode) binding.deepCopy())
                .without("id")
                .toString();
    }

    @Test
    void aChangeIsOneMessageWithAllBindingsThatMatch() {
        // Given
        client.send(
                join(
                        "6",
                        "realtime:room",
                        wanting(
                                VINES,
                                "{\"event\":\"INSERT\",\"schema\":\"public\",\"table\":\"vines\",\"filter\":\"id=eq.1\"}",
                                "{\"event\":\"DELETE\",\"schema\":\"public\",\"table\":\"vines\"}")));
        JsonNode bindings = client.next().at("/4/response/postgres_changes");
        client.next();

        // When
        feed.insert(Tables.VINES, "1", "DRAFT", null);
        feed.insert(Tables.VINES, "2", "DRAFT", null);

        // Then
        JsonNode first = client.next();
        assertThat(first.at("/3").asText()).isEqualTo("postgres_changes");
        assertThat(first.at("/4/ids"))
                .extracting(JsonNode::asLong)
                .containsExactlyInAnyOrder(
                        bindings.at("/0/id").asLong(), bindings.at("/1/id").asLong());
        JsonNode second = client.next();
        assertThat(second.at("/4/data/record/id").asText()).isEqualTo("2");
        assertThat(second.at("/4/ids")).hasSize(1);
    }

    @Test
    void aRepeatedChangeIsHeardOnce() {
        // Given
        joined("6");
        feed.insert(Tables.VINES, "1", "DRAFT", null);

        // When
        feed.repeat();
        feed.insert(Tables.VINES, "2", "DRAFT", null);

        // Then
        assertThat(client.next().at("/4/data/record/id").asText()).isEqualTo("1");
        assertThat(client.next().at("/4/data/record/id").asText()).isEqualTo("2");
    }

    @Test
    void whileTheLinkToTheRelayIsBrokenNothingIsLost() {
        // Given
        joined("6");

        // When
        feed.disconnect();
        for (int id = 1; id <= 50; id++) {
            feed.insert(Tables.VINES, Integer.toString(id), "DRAFT", null);
        }

        // Then
        for (int id = 1; id <= 50; id++) {
            assertThat(client.next().at("/4/data/record/id").asInt()).isEqualTo(id);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "realtime:   | {}                                 | TopicNameRequired: You must"
                        + " provide a topic name",
                "room        | {}                                 | unmatched topic",
                "realtime:r  | {\"config\":{\"private\":true}}    | NotSupported: This server does"
                        + " not serve private channels",
                "realtime:r  | {\"config\":{\"broadcast\":{\"replay\":{\"since\":1}}}} |"
                        + " UnableToReplayMessages: Replay is not allowed for public channels",
                "realtime:r  | {\"access_token\":\"nonsense\"}    | MalformedJWT: The token"
                        + " provided is not a valid JWT",
                "realtime:r  | {\"config\":{\"postgres_changes\":[{\"table\":\"broken\"}]}} |"
                        + " UnknownErrorOnChannel: Unknown Error on Channel",
            })
    void aJoinThatCannotBeIsAnsweredWithItsReason(String topic, String payload, String reason) {
        // When
        client.send("[\"6\",\"7\",\"%s\",\"phx_join\",%s]".formatted(topic, payload));

        // Then
        assertThat(client.next().toString())
                .isEqualTo(
                        "[\"6\",\"7\",\"%s\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"%s\"}}]"
                                .formatted(topic, reason));
    }

    @Test
    void oneBindingThatCannotBeServedFailsAllOfTheChannelButNotTheJoin() {
        // When
        client.send(join("6", "realtime:room", wanting(VINES, "{\"table\":\"unknown\"}")));

        // Then
        assertThat(client.next().at("/4/status").asText()).isEqualTo("ok");
        assertThat(client.next().at("/4").toString())
                .isEqualTo(
                        "{\"extension\":\"postgres_changes\",\"status\":\"error\",\"message\":\"Unable"
                            + " to subscribe to changes\",\"channel\":\"room\"}");
        assertThat(audience.subscribers()).isEmpty();
    }

    @Test
    void aFilterThatIsNoTextIsRefusedInsteadOfBeingLeftOut() {
        // When
        client.send(
                join("6", "realtime:room", wanting("{\"table\":\"vines\",\"filter\":{\"id\":1}}")));

        // Then
        assertThat(client.next().at("/4/status").asText()).isEqualTo("ok");
        assertThat(client.next().at("/4/message").asText())
                .startsWith("Error parsing `filter` params");
    }

    @Test
    void joiningATopicAgainReplacesItsChannel() {
        // Given
        joined("6");

        // When
        client.send(join("9", "realtime:room", wanting(VINES)));

        // Then
        assertThat(client.next().toString())
                .isEqualTo("[\"6\",\"6\",\"realtime:room\",\"phx_close\",{}]");
        assertThat(client.next().at("/0").asText()).isEqualTo("9");
        client.next();
        feed.insert(Tables.VINES, "1", "DRAFT", null);
        assertThat(client.next().at("/3").asText()).isEqualTo("postgres_changes");
        assertThat(audience.subscribers()).hasSize(1);
    }

    @Test
    void leavingIsAnsweredThenTheChannelIsClosed() {
        // Given
        joined("6");

        // When
        client.send("[\"6\",\"8\",\"realtime:room\",\"phx_leave\",{}]");

        // Then
        assertThat(client.next().toString())
                .isEqualTo(
                        "[\"6\",\"8\",\"realtime:room\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        assertThat(client.next().toString())
                .isEqualTo("[\"6\",\"6\",\"realtime:room\",\"phx_close\",{}]");
        await().until(() -> audience.subscribers().isEmpty());
    }

    @Test
    void aLeaveOfAnEarlierJoinDoesNotEndThePresentOne() {
        // Given
        joined("9");

        // When
        client.send("[\"6\",\"10\",\"realtime:room\",\"phx_leave\",{}]");

        // Then
        assertThat(client.next().at("/4/status").asText()).isEqualTo("ok");
        feed.insert(Tables.VINES, "1", "DRAFT", null);
        assertThat(client.next().at("/3").asText()).isEqualTo("postgres_changes");
    }

    @Test
    void anUnjoinedTopicCanBeLeftButNothingElse() {
        // When
        client.send("[\"6\",\"8\",\"realtime:room\",\"phx_leave\",{}]");
        client.send("[\"6\",\"9\",\"realtime:room\",\"access_token\",{}]");

        // Then
        assertThat(client.next().at("/4/status").asText()).isEqualTo("ok");
        assertThat(client.next().at("/4").toString())
                .isEqualTo("{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}");
    }

    @Test
    void anotherTokenLetsTheChannelHearAsAnotherUser() {
        // Given
        joined("6");

        // When
        client.send(
                "[\"6\",\"8\",\"realtime:room\",\"access_token\",{\"access_token\":\"%s\"}]"
                        .formatted(Tokens.of("user-2")));

        // Then
        assertThat(client.next().at("/4/message").asText()).isEqualTo("Subscribed to PostgreSQL");
        await().untilAsserted(() ->
                assertThat(audience.subscribers())
                        .extracting(Claims::subject)
                        .containsExactly("user-2"));
        feed.insert(Tables.VINES, "1", "DRAFT", null);
        assertThat(client.next().at("/4/ids")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "5", "\"sb_publishable_key\""})
    void aTokenThatIsNoneChangesNothing(String token) {
        // Given
        joined("6");

        // When
        client.send(
                "[\"6\",\"8\",\"realtime:room\",\"access_token\",{\"access_token\":%s}]"
                        .formatted(token));
        feed.insert(Tables.VINES, "1", "DRAFT", null);

        // Then
        assertThat(client.next().at("/3").asText()).isEqualTo("postgres_changes");
    }

    @Test
    void aTokenThatCannotBeUsedClosesTheChannelWithTheReason() {
        // Given
        joined("6");

        // When
        client.send("[\"6\",\"8\",\"realtime:room\",\"access_token\",{\"access_token\":\"\"}]");

        // Then
        assertThat(client.next().at("/4").toString())
                .isEqualTo(
                        "{\"extension\":\"system\",\"status\":\"error\",\"message\":\"The token"
                                + " provided is not a valid JWT\",\"channel\":\"room\"}");
        assertThat(client.next().toString())
                .isEqualTo("[\"6\",\"6\",\"realtime:room\",\"phx_close\",{}]");
    }

    @Test
    void anUnknownEventIsIgnoredAndABroadcastIsRefused() {
        // Given
        joined("6");

        // When
        client.send("[\"6\",\"8\",\"realtime:room\",\"shout\",{}]");
        client.send("[\"6\",\"9\",\"realtime:room\",\"broadcast\",{\"event\":\"e\"}]");

        // Then
        assertThat(client.next().toString())
                .isEqualTo(
                        "[\"6\",\"9\",\"realtime:room\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"NotSupported:"
                            + " This server does not serve broadcast\"}}]");
    }
}
