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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the wire's description warns of, and no client sends by itself. */
@QuarkusTest
@QuarkusTestResource(RunningGateway.class)
class ProtocolTrapsIT {

    private static final String VINES =
            "{\"postgres_changes\":[{\"event\":\"*\",\"table\":\"vines\"}]}";
    private static final String HEARTBEAT = "[null,\"hb\",\"phoenix\",\"heartbeat\",{}]";

    @TestHTTPResource("/")
    URI base;

    @Inject AudienceInMemory audience;

    private FeedServer feed;
    private RawClient client;

    @BeforeEach
    void connect() {
        feed = RunningGateway.feed();
        await().until(() -> feed.readers() == 1);
        client = as(Tokens.of("user-1"));
    }

    @AfterEach
    void nothingIsLeftBehind() {
        client.close();
        await().until(() -> audience.subscribers().isEmpty());
    }

    private RawClient as(String key) {
        return RawClient.connect(
                "ws://127.0.0.1:%d/socket/websocket?vsn=2.0.0&apikey=%s"
                        .formatted(base.getPort(), key));
    }

    private void join(String payload) {
        client.send("[\"6\",\"6\",\"realtime:room\",\"phx_join\",%s]".formatted(payload));
    }

    private void joinVines() {
        join("{\"config\":%s}".formatted(VINES));
        assertThat(client.next().at("/4/status").asText()).isEqualTo("ok");
        assertThat(client.next().at("/4/message").asText()).isEqualTo("Subscribed to PostgreSQL");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"007\"', '\"x-1\"', 007, x-1",
        "'\"6\"', '\"6\"', 6, 6",
        "6, 7, 6, 7",
        "null, '\"8\"', , 8",
    })
    void referencesAreEchoedAsTheStringsThatTheyAre(
            String joinRef, String ref, String joinRefEchoed, String refEchoed) {
        // When
        client.send(
                "[%s,%s,\"realtime:room\",\"phx_join\",{\"config\":{}}]".formatted(joinRef, ref));

        // Then
        JsonNode reply = client.next();
        assertThat(reply.get(0).textValue()).isEqualTo(joinRefEchoed);
        assertThat(reply.get(1).textValue()).isEqualTo(refEchoed);
        assertThat(reply.at("/4/status").asText()).isEqualTo("ok");
    }

    @Test
    void withoutAVersionItIsTheFirstAndOtherParametersAreIgnored() {
        try (RawClient first =
                RawClient.connect(
                        "ws://127.0.0.1:%d/socket/websocket?log_level=warn&eventsPerSecond=10&apikey=%s"
                                .formatted(base.getPort(), Tokens.of("user-1")))) {
            // When
            first.send(
                    "{\"topic\":\"realtime:room\",\"event\":\"phx_join\",\"payload\":{\"config\":{}},\"ref\":\"6\",\"join_ref\":\"6\"}");

            // Then
            assertThat(first.next().toString())
                    .isEqualTo(
                            "{\"topic\":\"realtime:room\",\"event\":\"phx_reply\",\"payload\":{\"status\":\"ok\",\"response\":{\"postgres_changes\":[]}},\"ref\":\"6\"}");
        }
    }

    @Test
    void whatFollowsAJoinComesInItsOrder() {
        // When
        join(
                "{\"config\":{\"presence\":{\"enabled\":true},\"broadcast\":{\"replication_ready\":true},%s}"
                        .formatted(VINES.substring(1)));

        // Then
        assertThat(client.next().get(3).asText()).isEqualTo("phx_reply");
        assertThat(client.next().toString())
                .isEqualTo("[\"6\",\"6\",\"realtime:room\",\"presence_state\",{}]");
        assertThat(client.next().at("/4/message").asText())
                .isEqualTo("This server does not serve broadcast");
        assertThat(client.next().at("/4/message").asText()).isEqualTo("Subscribed to PostgreSQL");
    }

    @Test
    void nullPayloadsAreTakenAndNeverGiven() {
        // When
        join("null");
        client.send("[\"6\",\"7\",\"realtime:room\",\"access_token\",null]");
        client.send("[\"6\",\"8\",\"realtime:room\",\"broadcast\",null]");
        client.send("[\"6\",\"9\",\"realtime:room\",\"presence\",null]");
        client.send("[\"6\",\"10\",\"realtime:room\",\"unknown\",null]");
        client.send("[\"6\",\"11\",\"realtime:room\",\"phx_leave\",null]");
        client.send("[null,\"hb\",\"phoenix\",\"heartbeat\",null]");

        // Then
        List<JsonNode> all = new ArrayList<>();
        // Join, its news, broadcast, presence, leave, close; the heartbeat comes whenever it does.
        for (int message = 0; message < 7; message++) {
            all.add(client.next());
        }
        assertThat(all).allMatch(message -> message.get(4).isObject());
        assertThat(all).extracting(message -> message.get(3).asText()).contains("phx_close");
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void onlyChangesHaveIdsAtTheTopOfTheirPayload() {
        // Given
        joinVines();

        // When
        client.send("[\"6\",\"7\",\"realtime:room\",\"broadcast\",{\"ids\":[1],\"event\":\"e\"}]");
        client.send(
                "[\"6\",\"8\",\"realtime:room\",\"presence\",{\"ids\":[1],\"event\":\"track\"}]");
        feed.insert(Tables.VINES, "1", "DRAFT", null);

        // Then
        for (int message = 0; message < 3; message++) {
            JsonNode next = client.next();
            assertThat(next.get(4).has("ids"))
                    .isEqualTo(next.get(3).asText().equals("postgres_changes"));
        }
    }

    @Test
    void equalBindingsAreEachEchoedAndHearOfAChangeUnderTheirOneId() {
        // Given
        String inserts = "{\"event\":\"INSERT\",\"schema\":\"public\",\"table\":\"vines\"}";

        // When
        join("{\"config\":{\"postgres_changes\":[%s,%s]}}".formatted(inserts, inserts));
        JsonNode echoed = client.next().at("/4/response/postgres_changes");
        assertThat(client.next().at("/4/message").asText()).isEqualTo("Subscribed to PostgreSQL");
        feed.insert(Tables.VINES, "1", "DRAFT", null);

        // Then
        assertThat(echoed).hasSize(2);
        assertThat(echoed.get(0)).isEqualTo(echoed.get(1));
        assertThat(client.next().at("/4/ids").toString())
                .isEqualTo("[%d]".formatted(echoed.get(0).get("id").asLong()));
    }

    @Test
    void aJoinOfTheFirstProtocolIsToldThatItWillHearNothing() {
        // When
        client.send("[\"6\",\"6\",\"realtime:public:vines\",\"phx_join\",{}]");

        // Then
        assertThat(client.next().toString())
                .isEqualTo(
                        "[\"6\",\"6\",\"realtime:public:vines\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"postgres_changes\":[]}}]");
        assertThat(client.next().get(4).toString())
                .isEqualTo(
                        "{\"extension\":\"postgres_changes\",\"status\":\"error\",\"message\":\"This"
                            + " server does not serve subscriptions by topic: name tables in"
                            + " config.postgres_changes\",\"channel\":\"public:vines\"}");
    }

    @Test
    void whoeverWaitsForTheSubscriptionIsAnsweredWhenItIsLive() {
        // When
        join(
                "{\"config\":{\"postgres_changes_options\":{\"wait\":true,\"timeout\":15000},%s}"
                        .formatted(VINES.substring(1)));

        // Then
        assertThat(client.next().at("/4/status").asText()).isEqualTo("ok");
        feed.insert(Tables.VINES, "1", "DRAFT", null);
        client.next(message -> message.get(3).asText().equals("postgres_changes"));
    }

    @Test
    void whoeverWaitsForASubscriptionThatCannotBeServedIsRefused() {
        // When
        join(
                "{\"config\":{\"postgres_changes_options\":{\"wait\":true},"
                        + "\"postgres_changes\":[{\"table\":\"vines\"},{\"table\":\"unknown\"}]}}");

        // Then
        assertThat(client.next().get(4).toString())
                .isEqualTo(
                        "{\"status\":\"error\",\"response\":{\"reason\":\"UnableToSubscribeToPostgres:"
                            + " Unable to subscribe to changes\"}}");
        assertThat(audience.subscribers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"1\"", "\"99\""})
    void aPushWithAStaleReferenceIsHandledAllTheSame(String joinRef) {
        // Given
        joinVines();

        // When
        client.send(
                "[%s,\"8\",\"realtime:room\",\"access_token\",{\"access_token\":\"%s\"}]"
                        .formatted(joinRef, Tokens.of("user-2")));
        client.next(message -> message.at("/4/message").asText().startsWith("Subscribed"));
        client.send("[%s,\"9\",\"realtime:room\",\"broadcast\",{}]".formatted(joinRef));

        // Then
        assertThat(client.next().get(1).asText()).isEqualTo("9");
        assertThat(audience.subscribers()).extracting(Claims::subject).containsExactly("user-2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"access_token\":\"USER\"                          | user-2",
                "\"user_token\":\"USER\",\"access_token\":\"x\"     | user-2",
                "\"user_token\":7,\"access_token\":\"USER\"         | user-2",
                "\"access_token\":\"sb_publishable_whatever\"       | user-1",
                "\"access_token\":null                              | user-1",
                "\"version\":\"realtime-js/2.0.0\"                  | user-1",
            })
    void theChannelIsItsOwnTokensOrTheConnections(String tokens, String subject) {
        // When
        join("{\"config\":%s,%s}".formatted(VINES, tokens.replace("USER", Tokens.of("user-2"))));

        // Then
        assertThat(client.next().at("/4/status").asText()).isEqualTo("ok");
        assertThat(audience.subscribers()).extracting(Claims::subject).containsExactly(subject);
    }

    @Test
    void anOpaqueKeyConnectsAndJoinsAsItsRole() {
        // Given
        client.close();
        client = as(RunningGateway.OPAQUE_KEY);

        // When
        join("{\"access_token\":\"%s\",\"config\":%s}".formatted(RunningGateway.OPAQUE_KEY, VINES));

        // Then
        assertThat(client.next().at("/4/status").asText()).isEqualTo("ok");
        assertThat(audience.subscribers()).extracting(Claims::role).containsExactly("anon");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"broadcast\":\"yes\"}",
                "{\"broadcast\":{\"ack\":\"maybe\"},\"presence\":{\"key\":[]}}",
                "{\"presence\":7,\"postgres_changes\":null,\"private\":null}",
                "{\"postgres_changes_options\":\"wait\"}",
            })
    void aPartOfTheWrongTypeDoesNotFailTheJoin(String config) {
        // When
        join("{\"config\":%s}".formatted(config));

        // Then
        assertThat(client.next().get(4).toString())
                .isEqualTo("{\"status\":\"ok\",\"response\":{\"postgres_changes\":[]}}");
    }

    @Test
    void binaryMessagesAreBroadcastsOrNothing() {
        // Given
        joinVines();

        // When
        for (int kind : List.of(0, 1, 2, 4, 255)) {
            client.send(new byte[] {(byte) kind, 1, 1, 1, 1, '6', '7', 'r', 'e'});
        }
        client.send(broadcast("realtime:room"));
        client.send(broadcast("realtime:else"));

        // Then
        assertThat(client.next(message -> message.get(2).asText().equals("realtime:room")).get(4))
                .hasToString(
                        "{\"status\":\"error\",\"response\":{\"reason\":\"NotSupported: This server"
                                + " does not serve broadcast\"}}");
        client.send(HEARTBEAT);
        client.next(message -> message.get(1).asText().equals("hb"));
    }

    private static byte[] broadcast(String topic) {
        String fields = "69" + topic + "evt{\"a\":1}";
        byte[] head = {3, 1, 1, (byte) topic.length(), 3, 0, 1};
        byte[] rest = fields.getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[head.length + rest.length];
        System.arraycopy(head, 0, frame, 0, head.length);
        System.arraycopy(rest, 0, frame, head.length, rest.length);
        return frame;
    }

    @Test
    void aTokenAsLongAsTheyGetFitsIntoTheAddress() {
        // Given
        client.close();
        String claims =
                "{\"role\":\"authenticated\",\"sub\":\"user-1\",\"exp\":4102444800,\"app\":\"%s\"}"
                        .formatted("x".repeat(8_000));

        // When
        client = as(Tokens.signed(claims));

        // Then
        client.send(HEARTBEAT);
        assertThat(client.next().at("/4/status").asText()).isEqualTo("ok");
    }
}
