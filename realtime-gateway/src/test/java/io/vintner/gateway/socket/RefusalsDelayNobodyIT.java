package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.gateway.FeedServer;
import io.vintner.gateway.Tables;
import io.vintner.gateway.Tokens;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Weakness W28 of upstream: a refused join makes the socket's other joins and its heartbeat wait.
 */
@QuarkusTest
@QuarkusTestResource(RunningGateway.class)
class RefusalsDelayNobodyIT {

    @TestHTTPResource("/")
    URI base;

    @Inject AudienceInMemory audience;

    private FeedServer feed;

    @BeforeEach
    void feedIsConnected() {
        feed = RunningGateway.feed();
        await().until(() -> feed.readers() == 1);
    }

    private RawClient connect() {
        return RawClient.connect(
                "ws://127.0.0.1:%d/socket/websocket?vsn=2.0.0&apikey=%s"
                        .formatted(base.getPort(), Tokens.of("user-1")));
    }

    private static String join(String topic, String payload) {
        return "[\"6\",\"%s\",\"realtime:%s\",\"phx_join\",%s]".formatted(topic, topic, payload);
    }

    private static String wanting(String table) {
        return "{\"config\":{\"postgres_changes\":[{\"event\":\"*\",\"table\":\"%s\"}]}}"
                .formatted(table);
    }

    @Test
    void w28TwentyRefusedJoinsAreAnsweredAtOnceAndSoIsWhatComesAfterThem() {
        try (RawClient client = connect()) {
            // Given
            long begin = System.nanoTime();

            // When
            for (int number = 0; number < 5; number++) {
                client.send(join("a" + number, "{\"access_token\":\"nonsense\"}"));
                client.send(join("b" + number, "{\"config\":{\"private\":true}}"));
                client.send(join("c" + number, wanting("broken")));
                client.send(join("d" + number, wanting("away")));
            }
            client.send(join("good", wanting("vines")));
            client.send("[null,\"hb\",\"phoenix\",\"heartbeat\",{}]");

            // Then
            int refused = 0;
            boolean joined = false;
            boolean beaten = false;
            while (refused < 20 || !joined || !beaten) {
                var message = client.next();
                beaten |= message.get(1).asText().equals("hb");
                joined |= message.get(1).asText().equals("good");
                refused += message.at("/4/status").asText().equals("error") ? 1 : 0;
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void aJoinThatTakesLongHoldsUpNothingButItself() {
        try (RawClient client = connect()) {
            // Given
            client.send(join("slow", wanting("slow")));

            // When
            client.send("[null,\"hb\",\"phoenix\",\"heartbeat\",{}]");
            client.send(join("refused", "{\"access_token\":\"nonsense\"}"));
            client.send(join("good", wanting("vines")));

            // Then
            client.next(message -> message.get(1).asText().equals("hb"));
            client.next(message -> message.at("/4/message").asText().startsWith("Subscribed"));
            feed.insert(Tables.VINES, "1", "DRAFT", null);
            assertThat(
                            client.next(message ->
                                            message.get(3).asText().equals("postgres_changes"))
                                    .get(2)
                                    .asText())
                    .isEqualTo("realtime:good");
            audience.release();
            assertThat(
                            client.next(message -> message.get(2).asText().equals("realtime:slow"))
                                    .at("/4/status")
                                    .asText())
                    .isEqualTo("ok");
        }
    }
}
