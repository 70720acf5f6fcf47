package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vintner.gateway.Tokens;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that are withdrawn before their time: two packaged gateways, one real PostgreSQL. */
class RevocationIT {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final JsonMapper JSON = new JsonMapper();

    private static TwoGateways gateways;

    @BeforeAll
    static void startEverything() {
        gateways = new TwoGateways();
        gateways.start(0, Map.of());
        gateways.start(1, Map.of());
    }

    @AfterAll
    static void stopEverything() {
        gateways.close();
    }

    private static String token(String subject, String tokenId, Instant issuedAt) {
        return Tokens.signed(
                "{\"role\":\"authenticated\",\"sub\":\"%s\",\"jti\":\"%s\",\"iat\":%d,\"exp\":%d}"
                        .formatted(
                                subject,
                                tokenId,
                                issuedAt.getEpochSecond(),
                                issuedAt.getEpochSecond() + 7200));
    }

    private static void assertClosedAsRevoked(RawClient client, Instant revokedAt) {
        JsonNode told = client.next();
        assertThat(told.get(4).toString())
                .isEqualTo(
                        "{\"extension\":\"system\",\"status\":\"error\",\"message\":\"Token has"
                                + " been revoked\",\"channel\":\"notes\"}");
        assertThat(client.next().toString())
                .isEqualTo("[\"6\",\"6\",\"realtime:notes\",\"phx_close\",{}]");
        assertThat(Duration.between(revokedAt, Instant.now())).isLessThan(SECOND);
    }

    /** The answer to an upgrade, as status and body. */
    private static String handshake(int number, String key) throws IOException {
        return Upgrade.ask(gateways.port(number), "/socket/websocket", "x-api-key: " + key)
                .summary();
    }

    @Test
    void aTokenRevokedByItsIdIsOutWithinASecondOnEveryGatewayAndAfterARestart() throws Exception {
        // Given
        String token = token("user-1", "token-1", Instant.now());
        String sibling = token("user-1", "token-2", Instant.now());
        try (RawClient here = gateways.joined(0, token, token);
                RawClient there = gateways.joined(1, sibling, token);
                RawClient other = gateways.joined(1, sibling, sibling)) {

            // When
            Instant revokedAt = Instant.now();
            HttpResponse<String> answer = gateways.revoke(0, "{\"jti\":\"token-1\"}");

            // Then
            assertClosedAsRevoked(here, revokedAt);
            assertClosedAsRevoked(there, revokedAt);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(JSON.readTree(answer.body()).path("kept").asText()).isEqualTo("database");
            assertThat(other.isQuiet()).isTrue();

            // When
            there.send(TwoGateways.join(token));
            here.send(TwoGateways.join(""));

            // Then
            assertThat(there.next().at("/4/response/reason").asText())
                    .isEqualTo("InvalidJWTToken: Token has been revoked");
            assertThat(handshake(1, token)).isEqualTo("401 {\"error\":\"Token has been revoked\"}");
            assertThat(handshake(0, sibling)).isEqualTo("101");
        }

        // When
        gateways.service(1).kill();
        gateways.start(1, Map.of());

        // Then
        assertThat(handshake(1, token)).isEqualTo("401 {\"error\":\"Token has been revoked\"}");
    }

    @Test
    void tokensOfAUserThatWereIssuedBeforeAreOutAndLaterOnesAreNot() throws Exception {
        // Given
        Instant moment = Instant.now().minusSeconds(60);
        String before = token("user-2", "a", moment.minusSeconds(10));
        String after = token("user-2", "b", moment.plusSeconds(10));
        String silent = Tokens.of("user-2");
        String another = token("user-3", "c", moment.minusSeconds(10));
        try (RawClient out = gateways.joined(1, another, before);
                RawClient unknown = gateways.joined(1, another, silent);
                RawClient in = gateways.joined(1, another, after)) {

            // When
            Instant revokedAt = Instant.now();
            gateways.revoke(
                    0,
                    "{\"sub\":\"user-2\",\"issued_before\":%d}".formatted(moment.getEpochSecond()));

            // Then
            assertClosedAsRevoked(out, revokedAt);
            assertClosedAsRevoked(unknown, revokedAt);
            assertThat(handshake(0, after)).isEqualTo("101");
            assertThat(in.isQuiet()).isTrue();
        }
    }

    @Test
    void aChannelThatIsGivenARevokedTokenIsClosed() {
        // Given
        String good = token("user-4", "good", Instant.now());
        gateways.revoke(0, "{\"jti\":\"bad\"}");
        try (RawClient client = gateways.joined(0, good, good)) {
            // When
            client.send(
                    "[\"6\",\"8\",\"realtime:notes\",\"access_token\",{\"access_token\":\"%s\"}]"
                            .formatted(token("user-4", "bad", Instant.now())));

            // Then
            assertClosedAsRevoked(client, Instant.now());
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "POST | -      | application/json | {}               | 401 |"
                        + " revocation-secret-required",
                "POST | wrong  | application/json | {}               | 401 |"
                        + " revocation-secret-required",
                "GET  | right  | application/json | {}               | 405 | method-not-allowed",
                "POST | right  | text/plain       | {}               | 415 |"
                        + " unsupported-media-type",
                "POST | right  | application/json | {                | 400 | malformed-request",
                "POST | right  | application/json | {}               | 422 | invalid-field",
                "POST | right  | application/json | {\"jti\":7}      | 422 | invalid-field",
                "POST | right  | application/json | LARGE            | 413 | body-too-large",
            })
    void whatCannotBeDoneIsAProblemOfTheCatalogue(
            String method, String secret, String type, String body, int status, String code)
            throws Exception {
        // Given
        HttpRequest.Builder request =
                HttpRequest.newBuilder(gateways.uri(0, "/admin/v1/revocations"))
                        .header("Content-Type", type)
                        .method(
                                method,
                                HttpRequest.BodyPublishers.ofString(
                                        body.replace("LARGE", "x".repeat(5_000))));
        if (secret != null) {
            request.header(
                    "Authorization",
                    "Bearer " + secret.replace("right", TwoGateways.REVOCATION_SECRET));
        }

        // When
        HttpResponse<String> answer = TwoGateways.ask(request.build());

        // Then
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("type").asText()).isEqualTo("https://vintner.dev/problems/" + code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
    }
}
