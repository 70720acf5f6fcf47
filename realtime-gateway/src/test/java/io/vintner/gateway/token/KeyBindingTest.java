package io.vintner.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.token.Verification.Accepted;
import io.vintner.gateway.token.Verification.Cause;
import io.vintner.gateway.token.Verification.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyBindingTest {

    private static final String CLAIMS = "{\"role\":\"anon\",\"exp\":2000}";
    private static final String SECRET = "the-shared-secret-of-this-test-32-bytes";
    private static final Rejected NO_SIGNER =
            new Rejected(
                    Cause.SIGNER,
                    "Failed to generate JWT signer, check your JWT secret or JWKS configuration");
    private static final Rejected BAD_SIGNATURE =
            new Rejected(Cause.SIGNATURE, "Failed to validate JWT signature");

    private static final Map<String, TestKey> KEYS =
            Map.of(
                    "rsa", TestKey.rsa("rsa"),
                    "p256", TestKey.ec("p256", "P-256"),
                    "p384", TestKey.ec("p384", "P-384"),
                    "p521", TestKey.ec("p521", "P-521"),
                    "ed25519", TestKey.edwards("ed25519", "Ed25519"),
                    "ed448", TestKey.edwards("ed448", "Ed448"),
                    "oct", TestKey.secret("oct", "a-secret-in-the-key-set-with-32-bytes"));

    private static TokenVerifier trusting(String set) {
        try {
            return new TokenVerifier(
                    SigningKeys.of(
                            TrustedKey.sharedSecret(SECRET.getBytes(StandardCharsets.UTF_8)),
                            JwksDocument.read(set, 100).keys()),
                    Set.of("anon"),
                    10,
                    () -> Instant.ofEpochSecond(1000));
        } catch (MalformedJwksException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private final TokenVerifier verifier =
            trusting(TestKey.set(KEYS.values().toArray(TestKey[]::new)));

    @ParameterizedTest
    @CsvSource({
        "rsa, RS256",
        "rsa, RS384",
        "rsa, RS512",
        "p256, ES256",
        "p384, ES384",
        "p521, ES512",
        "ed25519, EdDSA",
        "ed25519, Ed25519",
        "ed448, EdDSA",
        "ed448, Ed448",
        "oct, HS256",
        "oct, HS384",
        "oct, HS512",
    })
    void eachAlgorithmServesTheKeysThatItIsFor(String key, String algorithm) {
        assertThat(verifier.verify(KEYS.get(key).sign(algorithm, CLAIMS)))
                .isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void theSharedSecretServesEveryHmacWithOrWithoutAName(String algorithm) {
        // Given
        TestKey unnamed = TestKey.secret("unknown", SECRET);
        String header = "{\"alg\":\"%s\"}".formatted(algorithm);

        // When
        Verification named = verifier.verify(unnamed.sign(algorithm, CLAIMS));
        Verification nameless = verifier.verify(unnamed.sign(header, algorithm, CLAIMS));

        // Then
        assertThat(named).isInstanceOf(Accepted.class);
        assertThat(nameless).isInstanceOf(Accepted.class);
    }

    static Stream<String> otherKeys() {
        return Stream.of("rsa", "p256", "p384", "p521", "ed25519", "ed448");
    }

    @ParameterizedTest
    @MethodSource("otherKeys")
    void aTokenWithoutANameIsOnlyEverTriedWithTheSharedSecret(String key) {
        // Given
        String algorithm =
                Map.of("rsa", "RS256", "p256", "ES256", "p384", "ES384", "p521", "ES512")
                        .getOrDefault(key, "EdDSA");
        String nameless = "{\"alg\":\"%s\"}".formatted(algorithm);

        // When
        Verification verification =
                verifier.verify(KEYS.get(key).sign(nameless, algorithm, CLAIMS));

        // Then
        assertThat(verification).isEqualTo(NO_SIGNER);
    }

    @Test
    void aPublicKeyNeverServesAsASecret() {
        // Given
        TestKey rsa = KEYS.get("rsa");
        TestKey forger =
                TestKey.secret("rsa", new String(rsa.publicBytes(), StandardCharsets.ISO_8859_1));

        // When
        Verification verification = verifier.verify(forger.sign("HS256", CLAIMS));

        // Then
        assertThat(verification).isEqualTo(BAD_SIGNATURE);
    }

    @ParameterizedTest
    @CsvSource({
        "rsa, p256, ES256",
        "p256, rsa, RS256",
        "p384, p256, ES256",
        "p256, ed25519, EdDSA",
        "oct, rsa, RS256",
        "ed448, ed25519, Ed25519",
    })
    void anAlgorithmThatTheNamedKeyIsNotForIsRefused(String named, String signer, String alg) {
        // Given
        String header = "{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(alg, named);

        // When
        Verification verification = verifier.verify(KEYS.get(signer).sign(header, alg, CLAIMS));

        // Then
        assertThat(verification).isEqualTo(NO_SIGNER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "PS256", "ES256K", "HS1", "A128KW", "RSA-OAEP"})
    void anAlgorithmThatIsNotServedIsRefused(String algorithm) {
        // Given
        String header = "{\"alg\":\"%s\",\"kid\":\"rsa\"}".formatted(algorithm);

        // When
        Verification signed = verifier.verify(KEYS.get("rsa").sign(header, "RS256", CLAIMS));
        Verification unsigned =
                verifier.verify(
                        TestKey.base64(header.getBytes(StandardCharsets.UTF_8))
                                + "."
                                + TestKey.base64(CLAIMS.getBytes(StandardCharsets.UTF_8))
                                + ".");

        // Then
        assertThat(signed).isInstanceOf(Rejected.class);
        assertThat(unsigned).isInstanceOf(Rejected.class);
    }

    @Test
    void aKeyThatNamesItsAlgorithmServesNoOther() {
        // Given
        TestKey rsa = KEYS.get("rsa");
        TokenVerifier bound = trusting(TestKey.set(rsa.jwkWith("alg", "RS384")));

        // When
        Verification right = bound.verify(rsa.sign("RS384", CLAIMS));
        Verification wrong = bound.verify(rsa.sign("RS256", CLAIMS));

        // Then
        assertThat(right).isInstanceOf(Accepted.class);
        assertThat(wrong).isEqualTo(NO_SIGNER);
    }

    @Test
    void aSecretInTheSetWinsOverTheSharedOneForTokensThatNameIt() {
        // Given
        TestKey shared = TestKey.secret("oct", SECRET);

        // When
        Verification verification = verifier.verify(shared.sign("HS256", CLAIMS));

        // Then
        assertThat(verification).isEqualTo(BAD_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"exp\"],\"exp\":1}",
                "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"b64\":false}",
                "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"b64\":false,\"crit\":[\"b64\"]}",
            })
    void aTokenThatDemandsAnExtensionIsRefused(String header) {
        assertThat(verifier.verify(KEYS.get("rsa").sign(header, "RS256", CLAIMS)))
                .isEqualTo(new Rejected(Cause.MALFORMED, "The token provided is not a valid JWT"));
    }

    @ParameterizedTest
    @CsvSource({"p256, ES256", "p521, ES512", "rsa, RS256", "ed25519, EdDSA", "oct, HS256"})
    void aSignatureThatIsCutOrPaddedIsRefused(String key, String algorithm) {
        // Given
        String token = KEYS.get(key).sign(algorithm, CLAIMS);
        int dot = token.lastIndexOf('.');

        // When
        Verification none = verifier.verify(token.substring(0, dot + 1));
        Verification cut = verifier.verify(token.substring(0, token.length() - 4));
        Verification padded =
                verifier.verify(token.substring(0, dot + 1) + "AAAA" + token.substring(dot + 1));

        // Then
        assertThat(none).isInstanceOf(Rejected.class);
        assertThat(cut).isInstanceOf(Rejected.class);
        assertThat(padded).isInstanceOf(Rejected.class);
    }
}
