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

@QuarkusTest
@QuarkusTestResource(RunningGateway.class)
class RealtimeSocketIT {

    private static final String KEY = Tokens.of("user-1");

    @TestHTTPResource("/")
    URI base;

    private FeedServer feed;

    @BeforeEach
    void feedIsConnected() {
        feed = RunningGateway.feed();
        await().until(() -> feed.readers() == 1);
    }

    private String address(String path, String version) {
        return "ws://127.0.0.1:%d%s?apikey=%s&vsn=%s".formatted(base.getPort(), path, KEY, version);
    }

    private RawClient client() {
        return RawClient.connect(address("/realtime/v1/websocket", "2.0.0"));
    }

    @Test
    void aJoinedChannelHearsChangesOfItsTable() {
        try (RawClient client = client()) {
            // Given
            client.send(
                    """
                    ["6","6","realtime:room","phx_join",{"config":{"postgres_changes":[
                      {"event":"INSERT","schema":"public","table":"vines","filter":"id=eq.1"}]}}]
                    """);
            JsonNode reply = client.next();
            JsonNode system = client.next();

            // When
            feed.insert(Tables.VINES, "1", "ACTIVE", null);

            // Then
            assertThat(reply.at("/4/status").asText()).isEqualTo("ok");
            long id = reply.at("/4/response/postgres_changes/0/id").asLong();
            assertThat(system.toString())
                    .isEqualTo(
                            "[\"6\",null,\"realtime:room\",\"system\",{\"extension\":\"postgres_changes\",\"status\":\"ok\",\"message\":\"Subscribed"
                                + " to PostgreSQL\",\"channel\":\"room\"}]");
            JsonNode change = client.next();
            assertThat(change.at("/4/ids").toString()).isEqualTo("[" + id + "]");
            assertThat(change.at("/4/data/record/status").asText()).isEqualTo("ACTIVE");
        }
    }
}
