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
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RunningGateway.class)
class StockClientIT {

    private static final String KEY = Tokens.of("user-1");
    private static final String JOIN_VINES =
            """
            {"command":"join","channel":"vines","bindings":[
              {"event":"*","schema":"public","table":"vines"}]}
            """;

    @TestHTTPResource("/")
    URI base;

    @Inject AudienceInMemory audience;

    private FeedServer feed;

    @BeforeEach
    void feedIsConnected() {
        feed = RunningGateway.feed();
        await().until(() -> feed.readers() == 1);
    }

    private StockClient client(String key, String version) {
        return StockClient.start("http://127.0.0.1:" + base.getPort(), key, version);
    }

    private StockClient client() {
        return client(KEY, StockClient.DEFAULT_VERSION);
    }

    @ParameterizedTest
    @ValueSource(strings = {StockClient.DEFAULT_VERSION, "1.0.0"})
    void theSubscriptionsOfTheSeedWorkWordForWord(String version) {
        try (StockClient client = client(KEY, version)) {
            // Given
            client.tell("{\"command\":\"seed\",\"jobId\":\"job-1\",\"userId\":\"user-1\"}");
            client.awaitSubscribed("job-logs", "job-updates", "tendril-updates", "vine-updates");

            // When
            feed.insert(Tables.LOGS, "1", "job-2", "not for this page", "STDOUT");
            feed.insert(Tables.LOGS, "2", "job-1", "Apply complete!", "STDOUT");
            feed.insert(Tables.JOBS, "job-1", "user-1", "QUEUED");
            feed.update(
                    Tables.JOBS,
                    new String[] {"job-1", "user-1", "QUEUED"},
                    "job-1",
                    "user-1",
                    "CLAIMED");
            feed.insert(Tables.WORKERS, "tendril-1", "ONLINE");
            feed.delete(Tables.WORKERS, "tendril-1", "OFFLINE");
            feed.update(
                    Tables.VINES,
                    new String[] {"vine-1", "DRAFT", null},
                    "vine-1",
                    "ACTIVE",
                    "12.50");

            // Then
            assertThat(said(client, "appendLog")).isEqualTo("[\"Apply complete!\",\"STDOUT\"]");
            assertThat(said(client, "addOrUpdateJob")).contains("\"status\":\"QUEUED\"");
            assertThat(said(client, "addOrUpdateJob")).contains("\"status\":\"CLAIMED\"");
            assertThat(said(client, "addOrUpdateTendril")).contains("\"status\":\"ONLINE\"");
            assertThat(said(client, "removeTendril")).isEqualTo("\"tendril-1\"");
            assertThat(said(client, "updateVineInPlace"))
                    .isEqualTo(
                            "[\"vine-1\",{\"status\":\"ACTIVE\",\"estimated_monthly_cost\":\"12.50\"}]");

            // When
            client.tell("{\"command\":\"leaveAll\"}");

            // Then
            assertThat(said(client, "left")).isEqualTo("[\"ok\",\"ok\",\"ok\",\"ok\"]");
        }
        await().until(() -> audience.subscribers().isEmpty());
    }

    private static String said(StockClient client, String what) {
        return client.next(event -> event.has(what)).get(what).toString();
    }

    @Test
    void aMalformedFrameOfOneClientDoesNotDisturbAnother() {
        try (StockClient healthy = client();
                RawClient other =
                        RawClient.connect(
                                "ws://127.0.0.1:%d/socket/websocket?apikey=%s&vsn=2.0.0"
                                        .formatted(base.getPort(), KEY))) {
            // Given
            healthy.tell(JOIN_VINES);
            healthy.awaitSubscribed("vines");

            // When
            other.send("[not json");
            other.send("{}");
            other.send(new byte[] {3, 1});
            feed.insert(Tables.VINES, "1", "DRAFT", null);

            // Then
            assertThat(healthy.next(event -> event.has("change")).at("/change/new/id").asText())
                    .isEqualTo("1");
            other.send("[null,\"1\",\"phoenix\",\"heartbeat\",{}]");
            assertThat(other.next().at("/4/status").asText()).isEqualTo("ok");
        }
    }

    @Test
    void aTokenThatIsNotGenuineKeepsTheClientOut() {
        try (StockClient client = client(KEY + "x", StockClient.DEFAULT_VERSION)) {
            client.tell(JOIN_VINES);
            assertThat(client.status("vines")).isEqualTo("CHANNEL_ERROR");
        }
    }

    @Test
    void aChannelEndsWithinASecondAfterItsTokenExpired() {
        try (StockClient client = client()) {
            // Given
            client.tell(JOIN_VINES);
            client.awaitSubscribed("vines");

            // When
            Instant expiry = Instant.now().plusSeconds(2);
            client.tell(
                    "{\"command\":\"token\",\"token\":\"%s\"}"
                            .formatted(Tokens.of("user-1", expiry)));

            // Then
            JsonNode expired =
                    client.next(event ->
                            event.at("/system/message").asText().startsWith("Token has expired"));
            assertThat(expired.at("/system/status").asText()).isEqualTo("error");
            assertThat(client.status("vines")).isEqualTo("CHANNEL_ERROR");
            assertThat(Instant.now()).isBefore(expiry.plusSeconds(2));
        }
    }

    @Test
    void w17MissedChangesSendTheClientBackToJoinAgain() {
        try (StockClient client = client()) {
            // Given
            client.tell(JOIN_VINES);
            client.awaitSubscribed("vines");

            // When
            feed.gap();

            // Then
            assertThat(
                            client.next(event ->
                                            event.at("/system/status").asText().equals("error"))
                                    .at("/system/message")
                                    .asText())
                    .isEqualTo("Changes were missed: join again, then fetch");
            assertThat(client.status("vines")).isEqualTo("CHANNEL_ERROR");
            assertThat(client.status("vines")).isEqualTo("SUBSCRIBED");
            feed.insert(Tables.VINES, "9", "DRAFT", null);
            assertThat(client.next(event -> event.has("change")).at("/change/new/id").asText())
                    .isEqualTo("9");
        }
    }

    @Test
    void whatIsNotServedIsAnsweredAndTheChannelGoesOn() {
        try (StockClient client = client()) {
            // Given
            client.tell(
                    """
                    {"command":"join","channel":"room","config":{"broadcast":{"ack":true},
                      "presence":{"key":"me"}},
                      "bindings":[{"event":"*","schema":"public","table":"vines"}]}
                    """);
            client.next(event -> event.has("presence"));

            // When
            client.tell(
                    "{\"command\":\"send\",\"channel\":\"room\",\"event\":\"e\",\"payload\":{}}");
            String sent = client.next(event -> event.has("sent")).path("sent").asText();
            client.tell("{\"command\":\"track\",\"channel\":\"room\",\"payload\":{\"a\":1}}");
            String tracked = client.next(event -> event.has("tracked")).path("tracked").asText();

            // Then
            assertThat(sent).isEqualTo("error");
            assertThat(tracked).isEqualTo("error");
            feed.insert(Tables.VINES, "3", "DRAFT", null);
            assertThat(client.next(event -> event.has("change")).at("/change/new/id").asText())
                    .isEqualTo("3");
        }
    }
}
