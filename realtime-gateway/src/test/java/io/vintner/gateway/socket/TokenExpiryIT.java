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
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Weakness W4 of upstream: a channel that ends with its token and is not joined again. */
@QuarkusTest
@QuarkusTestResource(RunningGateway.class)
class TokenExpiryIT {

    private static final String VINES =
            "{\"config\":{\"postgres_changes\":[{\"event\":\"*\",\"table\":\"vines\"}]},\"access_token\":\"%s\"}";

    @TestHTTPResource("/")
    URI base;

    private FeedServer feed;

    @BeforeEach
    void feedIsConnected() {
        feed = RunningGateway.feed();
        await().until(() -> feed.readers() == 1);
    }

    private RawClient raw() {
        return RawClient.connect(
                "ws://127.0.0.1:%d/socket/websocket?vsn=2.0.0&apikey=%s"
                        .formatted(base.getPort(), Tokens.of("user-1")));
    }

    private static void join(RawClient client, String topic, String token) {
        client.send(
                "[\"6\",\"6\",\"realtime:%s\",\"phx_join\",%s]"
                        .formatted(topic, VINES.formatted(token)));
        client.next(message ->
                message.get(2).asText().endsWith(topic)
                        && message.at("/4/message").asText().startsWith("Subscribed"));
    }

    @Test
    void withinASecondAfterItsTokenExpiredAChannelIsToldAndEndedAndNoOther() {
        try (RawClient client = raw()) {
            // Given
            Instant expiry = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 3);
            join(client, "short", Tokens.of("user-1", expiry));
            join(client, "long", Tokens.of("user-1"));

            // When
            JsonNode told = client.next();
            Instant toldAt = Instant.now();

            // Then
            assertThat(told.toString())
                    .matches(
                            "\\[\"6\",null,\"realtime:short\",\"system\",\\{\"extension\":\"system\",\"status\":\"error\",\"message\":\"Token"
                                + " has expired [01] seconds ago\",\"channel\":\"short\"}]");
            assertThat(toldAt).isBetween(expiry, expiry.plusSeconds(1));
            assertThat(client.next().toString())
                    .isEqualTo("[\"6\",\"6\",\"realtime:short\",\"phx_error\",{}]");
            feed.insert(Tables.VINES, "1", "DRAFT", null);
            assertThat(client.next().get(2).asText()).isEqualTo("realtime:long");
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void anExpiredTokenIsRefusedWithTheTimeThatHasPassed() {
        try (RawClient client = raw()) {
            // When
            client.send(
                    "[\"6\",\"6\",\"realtime:room\",\"phx_join\",%s]"
                            .formatted(
                                    VINES.formatted(
                                            Tokens.of("user-1", Instant.now().minusSeconds(60)))));

            // Then
            assertThat(client.next().at("/4/response/reason").asText())
                    .matches("InvalidJWTToken: Token has expired 6[01] seconds ago");
        }
    }

    @Test
    void aTokenThatIsRenewedInTimeKeepsTheChannelWithoutLosingOrRepeatingAChange() {
        try (StockClient client =
                StockClient.start(
                        "http://127.0.0.1:" + base.getPort(),
                        Tokens.of("user-1"),
                        StockClient.DEFAULT_VERSION)) {
            // Given
            client.tell(
                    """
                    {"command":"join","channel":"room","bindings":[
                      {"event":"INSERT","schema":"public","table":"vines"}]}
                    """);
            client.awaitSubscribed("room");
            Instant expiry = Instant.now().plusSeconds(3);
            client.tell(token(Tokens.of("user-1", expiry)));

            // When
            client.tell(token(Tokens.of("user-1", expiry.plusSeconds(600))));
            int written = 0;
            while (Instant.now().isBefore(expiry.plus(Duration.ofSeconds(2)))) {
                feed.insert(Tables.VINES, Integer.toString(written++), "DRAFT", null);
                client.next(event -> event.has("change"));
            }

            // Then
            feed.insert(Tables.VINES, "last", "DRAFT", null);
            JsonNode next = client.next(event -> event.has("change") || event.has("status"));
            assertThat(next.at("/change/new/id").asText()).isEqualTo("last");
            assertThat(written).isPositive();
        }
    }

    @Test
    void w4AfterAnExpiryTheClientKnowsWhyAndComesBackByItselfWithItsNextToken() {
        try (StockClient client =
                StockClient.start(
                        "http://127.0.0.1:" + base.getPort(),
                        Tokens.of("user-1"),
                        StockClient.DEFAULT_VERSION)) {
            // Given
            client.tell(
                    "{\"command\":\"join\",\"channel\":\"room\",\"bindings\":[{\"event\":\"*\",\"schema\":\"public\",\"table\":\"vines\"}]}");
            client.awaitSubscribed("room");
            client.tell(token(Tokens.of("user-1", Instant.now().plusSeconds(2))));
            client.next(
                    event -> event.at("/system/message").asText().startsWith("Token has expired"));
            assertThat(client.status("room")).isEqualTo("CHANNEL_ERROR");
            client.next(event -> event.path("error").asText().contains("Token has expired"));

            // When
            client.tell(token(Tokens.of("user-1")));

            // Then
            client.awaitSubscribed("room");
            feed.insert(Tables.VINES, "1", "DRAFT", null);
            client.next(event -> event.has("change"));
        }
    }

    private static String token(String token) {
        return "{\"command\":\"token\",\"token\":\"%s\"}".formatted(token);
    }
}
