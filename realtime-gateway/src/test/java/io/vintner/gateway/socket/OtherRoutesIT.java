package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.gateway.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RunningGateway.class)
class OtherRoutesIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TestHTTPResource("/")
    URI base;

    private HttpResponse<String> send(String method, String path)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(base.resolve(path))
                        .method(method, HttpRequest.BodyPublishers.ofString("{\"messages\":[]}"))
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({"/healthcheck, ok", "/api/ping, '{\"message\":\"Success\"}'"})
    void upstreamsSignsOfLifeAreThere(String path, String body) throws Exception {
        // When
        HttpResponse<String> answer = send("GET", path);

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/broadcast",
                "/realtime/v1/api/broadcast?apikey=x&vsn=2.0.0",
                "/api/broadcast/room/events/e",
                "/realtime/v1/api/broadcast/a%3Ab%2Fc/events/e%20v?private=true",
            })
    void broadcastsOverRestAreRefusedSoThatPagesCanReadIt(String path) throws Exception {
        // When
        HttpResponse<String> answer = send("POST", path);
        HttpResponse<String> preflight = send("OPTIONS", path);

        // Then
        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(answer.body())
                .isEqualTo("{\"message\":\"This server does not serve broadcast\"}");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains("apikey");
    }

    @Test
    void theStockClientIsToldThatABroadcastWithoutAJoinIsNotServed() {
        try (StockClient client =
                StockClient.start(
                        "http://127.0.0.1:" + base.getPort(),
                        Tokens.of("user-1"),
                        StockClient.DEFAULT_VERSION)) {
            // Given
            client.tell(
                    "{\"command\":\"join\",\"channel\":\"room\",\"config\":{\"private\":true}}");
            assertThat(client.status("room")).isEqualTo("CHANNEL_ERROR");

            // When
            client.tell(
                    "{\"command\":\"send\",\"channel\":\"room\",\"event\":\"e\",\"payload\":{}}");

            // Then
            assertThat(client.next(event -> event.has("sent")).path("sent").asText())
                    .isEqualTo("error");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/q/health/live,    200, application/json",
        "/q/health/started, 200, application/json",
        "/q/metrics,        200, application/openmetrics-text",
    })
    void operatorsFindWhatTheyLookFor(String path, int status, String type) throws Exception {
        // When
        HttpResponse<String> answer = send("GET", path);

        // Then
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
        assertThat(answer.body()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/tenants",
                "/api/tenants/realtime-dev/health",
                "/socket/longpoll",
                "/admin/v1/tokens",
                "/q/openapi"
            })
    void whatTheReadmeDoesNotListIsNotThere(String path) throws Exception {
        assertThat(send("GET", path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/socket/websocket", "/realtime/v1/websocket", "/socket/longpoll", "/x"})
    void whatIsNoUpgradeAndNoRouteIsNoFailureOfOurs(String path) throws Exception {
        assertThat(send("GET", path + "?apikey=" + Tokens.of("user-1")).statusCode())
                .isBetween(400, 499);
    }
}
