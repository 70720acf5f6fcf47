package io.vintner.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.gateway.TestConfig;
import io.vintner.gateway.Tokens;
import io.vintner.gateway.token.Verification.Accepted;
import io.vintner.gateway.token.Verification.Cause;
import io.vintner.gateway.token.Verification.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRulesTest {

    private static final String KEY = "sb_publishable_0123456789abcdef";

    private static TokenVerifier with(Map<String, String> config, String opaqueKeys) {
        return new TokenVerifier(
                KeyRing.fixed(
                        SigningKeys.sharedSecret(Tokens.SECRET.getBytes(StandardCharsets.UTF_8))),
                TokenRules.of(
                        TestConfig.of(TokenConfig.class, "vintner.gateway.token", config),
                        opaqueKeys),
                RevokedTokens.NONE,
                () -> Instant.ofEpochSecond(1000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"iss\":\"https://a.org\"} | \"iss\":\"https://a.org\"        | true",
                "{\"iss\":\"https://a.org\"} | \"iss\":\"https://b.org\"        | false",
                "{\"iss\":\"https://a.org\"} | \"iss\":null                     | false",
                "{\"iss\":\"https://a.org\"} | \"other\":1                      | false",
                "{\"aud\":\"us\"}            | \"aud\":[\"them\",\"us\"]        | true",
                "{\"aud\":\"us\"}            | \"aud\":[\"them\"]               | false",
                "{\"level\":2}               | \"level\":2                      | true",
                "{\"level\":2}               | \"level\":\"2\"                  | false",
                "{\"a\":1,\"b\":true}        | \"a\":1,\"b\":true               | true",
                "{\"a\":1,\"b\":true}        | \"a\":1,\"b\":false              | false",
            })
    void pinnedClaimsMustBeAsConfigured(String pinned, String claims, boolean accepted) {
        // Given
        TokenVerifier verifier = with(Map.of(".pinned-claims", pinned), "");

        // When
        Verification verification =
                verifier.verify(
                        Tokens.signed("{\"role\":\"anon\",\"exp\":2000,%s}".formatted(claims)));

        // Then
        assertThat(verification instanceof Accepted).isEqualTo(accepted);
        if (verification instanceof Rejected(Cause cause, String message)) {
            assertThat(cause).isEqualTo(Cause.INVALID);
            assertThat(message)
                    .matches("The claim `(iss|aud|level|a|b)` of the JWT is not accepted");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "text", "{\"iss\":null}", "{"})
    void pinnedClaimsThatCannotBeReadStopTheStart(String pinned) {
        assertThatThrownBy(() -> with(Map.of(".pinned-claims", pinned), ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOpaqueKeyStandsForItsRole() {
        // Given
        TokenVerifier verifier =
                with(Map.of(), KEY + "=anon,\n sb_secret_0123456789abcdef==service_role\n");

        // When
        Verification publishable = verifier.verify(" " + KEY);
        Verification secret = verifier.verify("sb_secret_0123456789abcdef=");
        Verification unknown = verifier.verify(KEY + "0");

        // Then
        assertThat(publishable)
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> {
                            assertThat(accepted.claims().role()).isEqualTo("anon");
                            assertThat(accepted.claims().json()).isEqualTo("{\"role\":\"anon\"}");
                            assertThat(verifier.recheck(accepted.claims())).isEqualTo(accepted);
                        });
        assertThat(secret)
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> assertThat(accepted.claims().role()).isEqualTo("service_role"));
        assertThat(unknown)
                .isEqualTo(new Rejected(Cause.MALFORMED, "The token provided is not a valid JWT"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sb_publishable_0123456789abcdef",
                "sb_publishable_0123456789abcdef=postgres",
                "publishable_0123456789abcdef=anon",
                "sb_short=anon",
            })
    void anOpaqueKeyThatIsNoneStopsTheStartAndIsNotShown(String pair) {
        assertThatThrownBy(() -> with(Map.of(), pair))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("0123456789abcdef")
                .hasMessageNotContaining("short");
    }
}
