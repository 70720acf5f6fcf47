package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vintner.gateway.FeedServer;
import io.vintner.gateway.Tables;
import io.vintner.gateway.Tokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TightGateway.class)
@QuarkusTestResource(RunningGateway.class)
class SocketLimitsIT {

    private static final String WANTING_VINES =
            "{\"config\":{\"postgres_changes\":[{\"event\":\"*\",\"schema\":\"public\",\"table\":\"vines\"}]}}";

    @TestHTTPResource("/")
    URI base;

    private FeedServer feed;
    private String address;

    @BeforeEach
    void feedIsConnected() {
        feed = RunningGateway.feed();
        address =
                "ws://127.0.0.1:%d/socket/websocket?vsn=2.0.0&apikey=%s"
                        .formatted(base.getPort(), Tokens.of("user-1"));
        await().until(() -> feed.readers() == 1);
        await().until(() -> metric("vintner_gateway_connections") == 0);
    }

    private static String join(String topic) {
        return "[\"1\",\"1\",\"realtime:%s\",\"phx_join\",%s]".formatted(topic, WANTING_VINES);
    }

    @Test
    void aSlowReaderIsClosedAndDelaysNobody() throws Exception {
        try (RawClient slow = RawClient.deaf(address);
                RawClient healthy = RawClient.connect(address)) {
            // Given
            slow.send(join("slow"));
            healthy.send(join("healthy"));
            healthy.next(message -> message.at("/4/message").asText().startsWith("Subscribed"));
            await().until(() -> metric("vintner_gateway_channels") == 2);
            String large = "x".repeat(200_000);

            // When
            List<Integer> heard = new ArrayList<>();
            for (int id = 0; id < 200; id++) {
                // It is deaf, not silent: on a busy machine it would be closed for that.
                slow.sendAnyway("[null,\"b\",\"phoenix\",\"heartbeat\",{}]");
                feed.insert(Tables.VINES, Integer.toString(id), large, null);
                heard.add(healthy.next().at("/4/data/record/id").asInt());
                healthy.send("[null,\"b\",\"phoenix\",\"heartbeat\",{}]");
                healthy.next();
            }

            // Then
            assertThat(heard).hasSize(200).isSorted();
            await().until(() -> metric("vintner_gateway_slow_readers_total") == 1);
            await().until(() -> metric("vintner_gateway_connections") == 1);
            assertThat(metric("vintner_gateway_queue_bytes")).isZero();
        }
    }

    @Test
    void aSilentSocketIsClosedAndOneThatBeatsIsNot() {
        try (RawClient silent = RawClient.connect(address);
                RawClient beating = RawClient.connect(address)) {
            // When
            while (silent.isOpen()) {
                beating.send("[null,\"1\",\"phoenix\",\"heartbeat\",{}]");
                beating.next();
            }

            // Then
            assertThat(silent.closeCode()).isEqualTo(1000);
            assertThat(beating.isOpen()).isTrue();
        }
    }

    @Test
    void aSocketWithoutAChannelIsClosedAlthoughItBeats() {
        try (RawClient empty = RawClient.connect(address);
                RawClient joined = RawClient.connect(address)) {
            // Given
            joined.send(join("a"));

            // When
            await().atMost(java.time.Duration.ofSeconds(20))
                    .until(() -> {
                        empty.sendAnyway("[null,\"1\",\"phoenix\",\"heartbeat\",{}]");
                        joined.send("[null,\"1\",\"phoenix\",\"heartbeat\",{}]");
                        return !empty.isOpen();
                    });

            // Then
            assertThat(empty.closeCode()).isEqualTo(1000);
            assertThat(joined.isOpen()).isTrue();
        }
    }

    @Test
    void aSocketHasSoManyChannelsAndJoins() {
        try (RawClient client = RawClient.connect(address)) {
            // When
            for (String topic : List.of("a", "b", "c", "d")) {
                client.send(join(topic));
            }

            // Then
            assertThat(
                            client.next(message -> message.at("/4/status").asText().equals("error"))
                                    .at("/4/response/reason")
                                    .asText())
                    .isEqualTo("ChannelRateLimitReached: Too many channels");

            // When
            for (int again = 0; again < 8; again++) {
                client.send(join("a"));
            }

            // Then
            assertThat(
                            client.next(message -> message.at("/4/status").asText().equals("error"))
                                    .at("/4/response/reason")
                                    .asText())
                    .isEqualTo("ClientJoinRateLimitReached: Too many joins per second");
        }
    }

    @Test
    void moreClientsThanAllowedAreTurnedAway() {
        try (RawClient one = RawClient.connect(address);
                RawClient two = RawClient.connect(address);
                RawClient three = RawClient.connect(address)) {
            assertThat(List.of(one, two, three)).allMatch(RawClient::isOpen);
            assertThatThrownBy(() -> RawClient.connect(address))
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("WebSocketHandshakeException");
        }
    }

    @Test
    void moreMessagesThanMayWaitAreAllHandledInOrder() {
        try (RawClient client = RawClient.connect(address)) {
            // When
            for (int ref = 0; ref < 500; ref++) {
                client.send("[null,\"%d\",\"phoenix\",\"heartbeat\",{}]".formatted(ref));
            }

            // Then
            for (int ref = 0; ref < 500; ref++) {
                assertThat(client.next().at("/1").asInt()).isEqualTo(ref);
            }
        }
    }

    @Test
    void readyMeansThatTheFeedIsConnected() throws Exception {
        // Given
        assertThat(feedIsReady()).isTrue();

        // When
        feed.away(true);

        // Then
        await().until(() -> !feedIsReady());
        assertThat(get("/q/health/ready").statusCode()).isEqualTo(503);
        feed.away(false);
        await().until(this::feedIsReady);
    }

    /** What the check of the feed says; the one of the catalog has no database here. */
    private boolean feedIsReady() throws Exception {
        for (JsonNode check :
                new JsonMapper().readTree(get("/q/health/ready").body()).path("checks")) {
            if (check.path("name").asText().equals("change feed")) {
                return check.path("status").asText().equals("UP");
            }
        }
        throw new IllegalStateException("there is no such check");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(base.resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private double metric(String name) {
        return Scrape.of(base.getPort()).count(name);
    }
}
