package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.gateway.Tokens;
import java.net.URI;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weakness W27 of upstream: a token in the address, where proxies and logs see it. */
@QuarkusTest
@QuarkusTestResource(RunningGateway.class)
class KeyInHeaderIT {

    @TestHTTPResource("/")
    URI base;

    private RawClient connect(String path, String key) {
        return RawClient.connect(
                "ws://127.0.0.1:%d%s".formatted(base.getPort(), path), "x-api-key", key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/socket/websocket?vsn=2.0.0",
                "/realtime/v1/websocket?vsn=2.0.0",
                "/realtime/v1/websocket?vsn=2.0.0&apikey=wrong",
            })
    void w27TheKeyNeedNotStandInTheAddress(String path) {
        try (RawClient client = connect(path, Tokens.of("user-1"))) {
            client.send("[\"6\",\"6\",\"realtime:room\",\"phx_join\",{\"config\":{}}]");
            assertThat(client.next().at("/4/status").asText()).isEqualTo("ok");
        }
    }

    @Test
    void anOpaqueKeyMayStandInTheHeaderToo() {
        try (RawClient client = connect("/socket/websocket?vsn=2.0.0", RunningGateway.OPAQUE_KEY)) {
            client.send("[\"6\",\"6\",\"realtime:room\",\"phx_join\",{\"config\":{}}]");
            assertThat(client.next().at("/4/status").asText()).isEqualTo("ok");
        }
    }

    @Test
    void aWrongKeyInTheHeaderIsNotMadeGoodByTheAddress() {
        assertThatThrownBy(() ->
                        connect(
                                "/socket/websocket?vsn=2.0.0&apikey=" + Tokens.of("user-1"),
                                "wrong"))
                .isInstanceOf(CompletionException.class);
    }
}
