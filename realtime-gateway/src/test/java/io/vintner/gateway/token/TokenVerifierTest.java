package io.vintner.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import io.vintner.gateway.Tokens;
import io.vintner.gateway.token.Verification.Accepted;
import io.vintner.gateway.token.Verification.Cause;
import io.vintner.gateway.token.Verification.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenVerifierTest {

    private static final String GOOD =
            "{\"role\":\"authenticated\",\"sub\":\"user-1\",\"exp\":2000,\"iat\":1}";

    private Instant now = Instant.ofEpochSecond(1000);
    private final TokenVerifier verifier =
            new TokenVerifier(
                    SigningKeys.sharedSecret(Tokens.SECRET.getBytes(StandardCharsets.UTF_8)),
                    Set.of("anon", "authenticated"),
                    2,
                    () -> now);

    @Test
    void aGenuineTokenSaysWhatItsBearerMay() {
        assertThat(verifier.verify(Tokens.signed(GOOD)))
                .isEqualTo(
                        new Accepted(
                                new Claims(
                                        "authenticated",
                                        "user-1",
                                        GOOD,
                                        Instant.ofEpochSecond(2000),
                                        new Claims.Proof(
                                                "secret", null, Instant.ofEpochSecond(1)))));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"role\":\"anon\",\"exp\":1000}        | EXPIRED   | Token has expired 0 seconds"
                        + " ago",
                "{\"role\":\"anon\",\"exp\":990.4}       | EXPIRED   | Token has expired 10 seconds"
                        + " ago",
                "{\"role\":\"anon\",\"exp\":-1e10}      | EXPIRED   | Token has expired"
                        + " 10000001000 seconds ago",
                "{\"role\":\"anon\"}                     | INVALID   | Fields `role` and `exp` are"
                        + " required in JWT",
                "{\"exp\":2000}                          | INVALID   | Fields `role` and `exp` are"
                        + " required in JWT",
                "{\"role\":7,\"exp\":2000}               | INVALID   | Fields `role` and `exp` are"
                        + " required in JWT",
                "{\"role\":\"anon\",\"exp\":\"2000\"}    | INVALID   | Fields `role` and `exp` are"
                        + " required in JWT",
                "{\"role\":\"anon\",\"exp\":2000,\"nbf\":1500} | INVALID | Token is not valid yet",
                "{\"role\":\"anon\",\"exp\":2000,\"iat\":\"x\"} | MALFORMED | The token provided is"
                        + " not a valid JWT",
                "{\"role\":\"postgres\",\"exp\":2000}    | ROLE      | The role in the JWT is not"
                        + " allowed",
                "[]                                      | INVALID   | Fields `role` and `exp` are"
                        + " required in JWT",
                "text                                    | MALFORMED | The token provided is not a"
                        + " valid JWT",
            })
    void claimsThatDoNotSufficeAreRefused(String claims, Cause cause, String message) {
        assertThat(verifier.verify(Tokens.signed(claims))).isEqualTo(new Rejected(cause, message));
    }

    @ParameterizedTest
    @CsvSource({
        "'', MALFORMED",
        "a, MALFORMED",
        "a.b.c, MALFORMED",
        "%zz, MALFORMED",
        "..,MALFORMED"
    })
    void whatIsNoTokenIsRefused(String token, Cause cause) {
        assertThat(verifier.verify(token))
                .isEqualTo(new Rejected(cause, "The token provided is not a valid JWT"));
    }

    @Test
    void aTokenThatIsTooLongIsNotLookedAt() {
        assertThat(verifier.verify(Tokens.signed(GOOD) + " ".repeat(20_000)))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void anotherSecretIsNotTrusted() {
        assertThat(
                        verifier.verify(
                                Tokens.signed(
                                        GOOD,
                                        "another-secret-that-is-long-enough-too",
                                        JWSAlgorithm.HS256)))
                .isEqualTo(new Rejected(Cause.SIGNATURE, "Failed to validate JWT signature"));
    }

    @Test
    void anAlgorithmThatNoKeyIsMadeForIsRefused() {
        assertThat(verifier.verify(TestKey.ec("unknown", "P-256").sign("ES256", GOOD)))
                .isEqualTo(
                        new Rejected(
                                Cause.SIGNER,
                                "Failed to generate JWT signer, check your JWT secret or JWKS"
                                        + " configuration"));
    }

    @Test
    void anUnsignedTokenIsRefused() {
        String none = base64("{\"alg\":\"none\"}") + "." + base64(GOOD) + ".";
        assertThat(verifier.verify(none)).isInstanceOf(Rejected.class);
    }

    @Test
    void aSignatureDoesNotServeOtherClaims() {
        // Given
        String[] genuine = Tokens.signed(GOOD).split("\\.", -1);
        String forged =
                genuine[0] + "." + base64(GOOD.replace("user-1", "user-2")) + "." + genuine[2];
        verifier.verify(Tokens.signed(GOOD));

        // When
        Verification verification = verifier.verify(forged);

        // Then
        assertThat(verification)
                .isEqualTo(new Rejected(Cause.SIGNATURE, "Failed to validate JWT signature"));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void blanksAndPercentEncodingAreRemoved() {
        String token = Tokens.signed(GOOD);
        assertThat(verifier.verify(" " + token.replace(".", "%2E\n") + "\n"))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void aRememberedTokenExpiresAllTheSame() {
        // Given
        String token = Tokens.signed(GOOD);
        Verification before = verifier.verify(token);

        // When
        now = Instant.ofEpochSecond(2001);
        Verification after = verifier.verify(token);

        // Then
        assertThat(before).isInstanceOf(Accepted.class);
        assertThat(after).isEqualTo(new Rejected(Cause.EXPIRED, "Token has expired 1 seconds ago"));
    }

    @Test
    void aSecretOfLessThan256BitsIsRefused() {
        assertThatThrownBy(() -> SigningKeys.sharedSecret(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a secret for HS256 has at least 32 bytes");
    }

    @Test
    void claimsDoNotShowThemselves() {
        assertThat(verifier.verify(Tokens.signed(GOOD)).toString()).doesNotContain("user-1");
    }
}
