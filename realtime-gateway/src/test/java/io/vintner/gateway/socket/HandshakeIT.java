package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.gateway.Tokens;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(RunningGateway.class)
class HandshakeIT {

    /** The year 2100. */
    private static final long LATER = 4_102_444_800L;

    @TestHTTPResource("/")
    URI base;

    /** The status and the body, or the header about extensions when there is one. */
    private String upgrade(String query, String... headers) throws IOException {
        Upgrade answer = Upgrade.ask(base.getPort(), "/realtime/v1/websocket" + query, headers);
        String extensions = answer.headers().get("sec-websocket-extensions");
        return extensions == null ? answer.summary() : answer.summary() + " " + extensions;
    }

    @Test
    void aGenuineKeyOpensTheSocketWithoutCompression() throws IOException {
        assertThat(
                        upgrade(
                                "?vsn=2.0.0&eventsPerSecond=5&apikey=" + Tokens.of("user-1"),
                                "Sec-WebSocket-Extensions: permessage-deflate"))
                .isEqualTo("101");
    }

    @Test
    void theHeaderWinsOverTheParameter() throws IOException {
        assertThat(upgrade("?apikey=nonsense", "x-api-key: " + Tokens.of("user-1")))
                .isEqualTo("101");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"role\":\"anon\",\"exp\":1}         | Token has expired",
                "{\"role\":\"anon\"}                   | Fields `role` and `exp` are required in"
                        + " JWT",
                "{\"role\":\"anon\",\"exp\":\"LATER\"} | Fields `role` and `exp` are required in"
                        + " JWT",
                "{\"exp\":LATER}                       | Fields `role` and `exp` are required in"
                        + " JWT",
                "{\"role\":\"postgres\",\"exp\":LATER} | The role in the JWT is not allowed",
            })
    void aKeyThatClaimsTooLittleOrTooMuchIsRefused(String claims, String error) throws IOException {
        String key = Tokens.signed(claims.replace("LATER", Long.toString(LATER)));
        assertThat(upgrade("?apikey=" + key)).isEqualTo("401 {\"error\":\"" + error + "\"}");
    }

    @Test
    void aKeyOfAnotherSecretIsRefused() throws IOException {
        String key =
                Tokens.signed(
                        "{\"role\":\"anon\",\"exp\":%d}".formatted(LATER),
                        "another-secret-that-is-long-enough-too",
                        JWSAlgorithm.HS256);
        assertThat(upgrade("?apikey=" + key))
                .isEqualTo("401 {\"error\":\"Failed to validate JWT signature\"}");
    }

    @Test
    void theLocalProfileAnswersOnlyToItsOwnName() throws IOException {
        assertThat(upgrade("?apikey=" + Tokens.of("user-1"), "Host: vintner.example.org"))
                .isEqualTo("421 {\"error\":\"Host is not this machine\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:5173, 101",
        "http://127.0.0.1:8080, 101",
        "https://example.org, '403 {\"error\":\"Origin is not allowed\"}'",
        "null, '403 {\"error\":\"Origin is not allowed\"}'",
    })
    void theLocalProfileLetsPagesOfThisMachineIn(String origin, String answer) throws IOException {
        assertThat(upgrade("?apikey=" + Tokens.of("user-1"), "Origin: " + origin))
                .isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                     | 401 {\"error\":\"API key is missing\"}",
                "?apikey=               | 401 {\"error\":\"API key is missing\"}",
                "?apikey=nonsense       | 401 {\"error\":\"The token provided is not a valid"
                        + " JWT\"}",
                "?apikey=x&vsn=3.0.0    | 400 {\"error\":\"Unknown serializer version, expected"
                        + " 1.0.0 or 2.0.0\"}",
            })
    void whatIsMissingOrUnknownIsRefused(String query, String answer) throws IOException {
        assertThat(upgrade(query)).isEqualTo(answer);
    }
}
