package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.gateway.Tokens;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RunningGateway.class)
class MalformedMessagesIT {

    @TestHTTPResource("/")
    URI base;

    private RawClient client;

    @BeforeEach
    void connect() {
        client = another();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private RawClient another() {
        return RawClient.connect(
                "ws://127.0.0.1:%d/socket/websocket?vsn=2.0.0&apikey=%s"
                        .formatted(base.getPort(), Tokens.of("user-1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "[1,2,3,4]",
                "[null,null,7,\"e\",{}]",
                "{\"topic\":\"phoenix\"}",
                "[[],null,\"phoenix\",\"heartbeat\",{}]",
                "\"text\"",
            })
    void aMalformedMessageIsDroppedAndTheConnectionStays(String message) {
        // When
        client.send(message);
        client.send("[null,\"1\",\"phoenix\",\"heartbeat\",{}]");

        // Then
        assertThat(client.next().at("/1").asText()).isEqualTo("1");
    }

    @Test
    void aMessageNestedTooDeepIsDroppedAndTheConnectionStays() {
        // When
        client.send(
                "[null,\"1\",\"phoenix\",\"heartbeat\",%s%s]"
                        .formatted("[".repeat(10_000), "]".repeat(10_000)));
        client.send("[null,\"2\",\"phoenix\",\"heartbeat\",{}]");

        // Then
        assertThat(client.next().at("/1").asText()).isEqualTo("2");
    }

    @Test
    void aMessageBeyondTheLimitEndsItsSocketOnly() {
        try (RawClient healthy = another()) {
            // When
            client.sendAnyway("[\"%s\"]".formatted("x".repeat(5_000_001)));

            // Then
            assertThat(client.closeCode()).isEqualTo(1009);
            healthy.send("[null,\"1\",\"phoenix\",\"heartbeat\",{}]");
            assertThat(healthy.next().at("/1").asText()).isEqualTo("1");
        }
    }
}
