package io.vintner.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vintner.gateway.token.Verification.Accepted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever comes as a token or as a key set: claims or keys, or the declared refusal. The usual
 * build tries real ones and random changes of them; with {@code JAZZER_FUZZ=1} in the environment
 * Jazzer searches on from there.
 */
class TokenFuzzTest {

    private static final int TRIES = 2_000;
    private static final String CLAIMS =
            "{\"role\":\"anon\",\"sub\":\"u\",\"jti\":\"j\",\"exp\":2e3,\"iat\":1.5,\"aud\":[\"a\"]}";
    private static final TestKey SECRET = TestKey.secret("s", "a-secret-of-the-fuzz-test-32-bytes");
    private static final List<TestKey> KEYS =
            List.of(
                    TestKey.rsa("r"),
                    TestKey.ec("e", "P-256"),
                    TestKey.ec("f", "P-521"),
                    TestKey.edwards("g", "Ed25519"),
                    TestKey.edwards("h", "Ed448"),
                    SECRET);
    private static final List<String> ALGORITHMS =
            List.of("RS256", "ES256", "ES512", "EdDSA", "Ed448", "HS256");
    private static final String SET = TestKey.set(KEYS.toArray(TestKey[]::new));

    private final TokenVerifier verifier = verifier();

    private static TokenVerifier verifier() {
        try {
            return new TokenVerifier(
                    SigningKeys.of(
                            TrustedKey.sharedSecret(
                                    "a-secret-of-the-fuzz-test-32-bytes"
                                            .getBytes(StandardCharsets.UTF_8)),
                            JwksDocument.read(SET, 100).keys()),
                    Set.of("anon"),
                    10,
                    () -> Instant.ofEpochSecond(1000));
        } catch (MalformedJwksException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Stream<byte[]> realTokens() {
        return Stream.iterate(0, index -> index + 1)
                .limit(KEYS.size())
                .map(index ->
                        KEYS.get(index)
                                .sign(ALGORITHMS.get(index), CLAIMS)
                                .getBytes(StandardCharsets.US_ASCII));
    }

    static Stream<byte[]> realClaims() {
        return Stream.of(CLAIMS.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<byte[]> realSets() {
        return Stream.of(SET.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("realTokens")
    @FuzzTest(maxDuration = "2m")
    void whateverTheTokenItIsVerifiedOrRefused(byte[] token) {
        verifier.verify(new String(token, StandardCharsets.ISO_8859_1));
    }

    @MethodSource("realClaims")
    @FuzzTest(maxDuration = "2m")
    void whateverIsSignedItIsClaimsOrRefused(byte[] claims) {
        verifier.verify(SECRET.sign("HS256", new String(claims, StandardCharsets.UTF_8)));
    }

    @MethodSource("realSets")
    @FuzzTest(maxDuration = "2m")
    void whateverTheKeySetItIsKeysOrRefused(byte[] set) {
        readOrRefuse(set);
    }

    @Test
    void aRealTokenThatWasChangedIsNeverAnotherToken() {
        // Given
        Random chance = new Random(1);
        List<byte[]> tokens = realTokens().toList();

        for (int round = 0; round < TRIES; round++) {
            byte[] token = tokens.get(round % tokens.size());

            // When
            Verification verification =
                    verifier.verify(
                            new String(changed(token, chance), StandardCharsets.ISO_8859_1));

            // Then
            if (verification instanceof Accepted(Claims claims)) {
                assertThat(claims.json()).isEqualTo(CLAIMS);
            }
        }
    }

    @Test
    void signedClaimsThatWereChangedAreClaimsOrRefused() {
        Random chance = new Random(2);
        for (int round = 0; round < TRIES; round++) {
            byte[] claims = changed(CLAIMS.getBytes(StandardCharsets.UTF_8), chance);
            verifier.verify(SECRET.sign("HS256", new String(claims, StandardCharsets.UTF_8)));
        }
    }

    @Test
    void aRealKeySetThatWasChangedIsKeysOrRefused() {
        Random chance = new Random(3);
        for (int round = 0; round < TRIES; round++) {
            readOrRefuse(changed(SET.getBytes(StandardCharsets.UTF_8), chance));
        }
    }

    @Test
    void deeplyNestedClaimsAndKeysAreRefused() {
        // Given
        String deep = "[".repeat(5_000) + "]".repeat(5_000);

        // When
        Verification verification =
                verifier.verify(SECRET.sign("HS256", CLAIMS.replace("[\"a\"]", deep)));

        // Then
        assertThat(verification).isInstanceOf(Verification.Rejected.class);
        readOrRefuse(("{\"keys\":" + deep + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] changed(byte[] real, Random chance) {
        byte[] changed = real.clone();
        for (int change = chance.nextInt(3); change >= 0; change--) {
            changed[chance.nextInt(changed.length)] = (byte) chance.nextInt();
        }
        return changed;
    }

    private static void readOrRefuse(byte[] set) {
        try {
            JwksDocument.read(new String(set, StandardCharsets.UTF_8), 100);
        } catch (MalformedJwksException refused) {
            // As declared: the last good set stays.
        }
    }
}
