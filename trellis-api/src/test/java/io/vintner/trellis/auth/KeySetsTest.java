package io.vintner.trellis.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.testing.TestTokenConfig;
import io.vintner.trellis.testing.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are signed with keys of a key set (RFC 7517). */
class KeySetsTest {

    private static final String CLAIMS =
            """
            {"role":"authenticated","sub":"00000000-0000-4000-8000-00000000000a","exp":2000}\
            """;
    private static final String NO_SIGNER =
            "Failed to generate JWT signer, check your JWT secret or JWKS configuration";
    private static final String BAD_SIGNATURE = "Failed to validate JWT signature";

    private static final Map<String, TestKey> KEYS =
            Map.of(
                    "rsa", TestKey.rsa("rsa", 2048),
                    "p256", TestKey.ec("p256", "P-256"),
                    "p384", TestKey.ec("p384", "P-384"),
                    "p521", TestKey.ec("p521", "P-521"),
                    "ed25519", TestKey.edwards("ed25519", "Ed25519"),
                    "ed448", TestKey.edwards("ed448", "Ed448"));

    @TempDir Path folder;

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
    })
    void eachAlgorithmServesTheKeysThatItIsFor(String key, String algorithm) {
        assertThat(all().verify(KEYS.get(key).sign(algorithm, CLAIMS)))
                .isInstanceOf(Caller.User.class);
    }

    @ParameterizedTest
    @CsvSource({
        "rsa, p256, ES256",
        "p256, rsa, RS256",
        "p384, p256, ES256",
        "p256, ed25519, EdDSA",
        "ed448, ed25519, Ed25519",
    })
    void anAlgorithmThatTheNamedKeyIsNotForIsRefused(String named, String signer, String alg) {
        // Given
        String header = "{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(alg, named);

        // Then
        refused(all(), KEYS.get(signer).sign(header, alg, CLAIMS), NO_SIGNER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "PS256", "ES256K", "A128KW"})
    void anAlgorithmThatIsNotServedIsRefused(String algorithm) {
        // Given
        String header = "{\"alg\":\"%s\",\"kid\":\"rsa\"}".formatted(algorithm);

        // Then
        assertThatThrownBy(() -> all().verify(KEYS.get("rsa").sign(header, "RS256", CLAIMS)))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void aTokenWithoutANameIsNotTriedWithPublishedKeys() {
        refused(all(), KEYS.get("rsa").sign("{\"alg\":\"RS256\"}", "RS256", CLAIMS), NO_SIGNER);
    }

    @Test
    void anotherKeyOfTheSameNameIsRefused() {
        refused(all(), TestKey.ec("p256", "P-256").sign("ES256", CLAIMS), BAD_SIGNATURE);
    }

    @Test
    void aPublicKeyNeverServesAsASecret() throws JOSEException {
        // Given
        byte[] known = ((RSAKey) KEYS.get("rsa").published()).toPublicKey().getEncoded();
        JWSObject forged =
                new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(),
                        new Payload(CLAIMS));
        forged.sign(new MACSigner(known));

        // Then
        refused(all(), forged.serialize(), NO_SIGNER);
        refused(verifier(TestTokenConfig.secret(Tokens.SECRET)), forged.serialize(), BAD_SIGNATURE);
    }

    @ParameterizedTest
    @CsvSource({"HS256", "HS384"})
    void theSharedSecretStaysBesideTheKeySet(String algorithm) throws JOSEException {
        // Given
        JWSObject token =
                new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID("x").build(),
                        new Payload(CLAIMS));
        token.sign(new MACSigner(Tokens.SECRET.getBytes(UTF_8)));

        // Then
        assertThat(verifier(TestTokenConfig.secret(Tokens.SECRET)).verify(token.serialize()))
                .isInstanceOf(Caller.User.class);
    }

    @Test
    void aKeyThatNamesItsAlgorithmServesNoOther() {
        // Given
        TestKey rsa = KEYS.get("rsa");
        TokenVerifier bound = trusting(rsa.jwkWith("alg", "RS384"));

        // Then
        assertThat(bound.verify(rsa.sign("RS384", CLAIMS))).isInstanceOf(Caller.User.class);
        refused(bound, rsa.sign("RS256", CLAIMS), NO_SIGNER);
    }

    @Test
    void keysThatCannotBeUsedLeaveTheOthersAlone() {
        // Given
        TestKey weak = TestKey.rsa("weak", 1024);
        TokenVerifier verifier =
                trusting(
                        "{\"kty\":\"EC\",\"kid\":\"x\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}",
                        "{\"kty\":\"OKP\",\"kid\":\"x\",\"crv\":\"Ed25519\",\"x\":\"AQ\"}",
                        "{\"kty\":\"new\"}",
                        "7",
                        weak.jwk(),
                        KEYS.get("p384").jwkWith("use", "enc"),
                        KEYS.get("p256").jwk());

        // Then
        assertThat(verifier.verify(KEYS.get("p256").sign("ES256", CLAIMS)))
                .isInstanceOf(Caller.User.class);
        refused(verifier, weak.sign("RS256", CLAIMS), NO_SIGNER);
        refused(verifier, KEYS.get("p384").sign("ES384", CLAIMS), NO_SIGNER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"exp\"],\"exp\":1}",
                "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"b64\":false,\"crit\":[\"b64\"]}",
            })
    void aTokenThatDemandsAnExtensionIsRefused(String header) {
        refused(
                all(),
                KEYS.get("rsa").sign(header, "RS256", CLAIMS),
                "The token provided is not a valid JWT");
    }

    @Test
    void aNewKeyIsTrustedAsSoonAsItIsPublishedAndAWithdrawnOneNoLonger() throws IOException {
        // Given
        try (Publisher publisher = new Publisher(TestKey.set(KEYS.get("rsa").jwk()))) {
            TokenVerifier verifier = publisher.trusted(Duration.ZERO);
            verifier.verify(KEYS.get("rsa").sign("RS256", CLAIMS));

            // When
            publisher.document = TestKey.set(KEYS.get("ed25519").jwk());

            // Then
            assertThat(verifier.verify(KEYS.get("ed25519").sign("EdDSA", CLAIMS)))
                    .isInstanceOf(Caller.User.class);
            refused(verifier, KEYS.get("rsa").sign("RS256", CLAIMS), NO_SIGNER);
        }
    }

    @Test
    void tokensOfUnknownKeysDoNotMakeItAskWithoutEnd() throws IOException {
        // Given
        try (Publisher publisher = new Publisher(TestKey.set(KEYS.get("rsa").jwk()))) {
            TokenVerifier verifier = publisher.trusted(Duration.ofMinutes(5));

            // When
            for (int i = 0; i < 20; i++) {
                refused(verifier, TestKey.ec("k" + i, "P-256").sign("ES256", CLAIMS), NO_SIGNER);
            }

            // Then
            assertThat(publisher.asked).hasValueLessThanOrEqualTo(2);
            assertThat(verifier.verify(KEYS.get("rsa").sign("RS256", CLAIMS)))
                    .isInstanceOf(Caller.User.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"keys\":{}}", "no json"})
    void whatCannotBeReadLeavesTheLastGoodKeysInForce(String document) throws IOException {
        // Given
        try (Publisher publisher = new Publisher(TestKey.set(KEYS.get("rsa").jwk()))) {
            TokenVerifier verifier = publisher.trusted(Duration.ZERO);
            verifier.verify(KEYS.get("rsa").sign("RS256", CLAIMS));

            // When
            publisher.document = document;
            refused(verifier, KEYS.get("p256").sign("ES256", CLAIMS), NO_SIGNER);

            // Then
            assertThat(verifier.verify(KEYS.get("rsa").sign("RS256", CLAIMS)))
                    .isInstanceOf(Caller.User.class);
        }
    }

    private TokenVerifier all() {
        return trusting(KEYS.values().stream().map(TestKey::jwk).toArray(String[]::new));
    }

    private TokenVerifier trusting(String... jwks) {
        try {
            Path file = Files.writeString(folder.resolve("keys.json"), TestKey.set(jwks));
            return verifier(TestTokenConfig.keySet(file));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static TokenVerifier verifier(TokenConfig config) {
        return new TokenVerifier(
                new SigningKeys(config), config, () -> Instant.ofEpochSecond(1000));
    }

    private static void refused(TokenVerifier verifier, String token, String words) {
        assertThatThrownBy(() -> verifier.verify(token))
                .hasMessage(words)
                .extracting(refusal -> ((ProblemException) refusal).type())
                .isEqualTo(ProblemType.TOKEN_INVALID);
    }

    /** A server that publishes keys, and counts how often it was asked. */
    private static final class Publisher implements AutoCloseable {

        private final HttpServer server;
        private final AtomicInteger asked = new AtomicInteger();
        private volatile String document;

        Publisher(String document) throws IOException {
            this.document = document;
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/keys",
                    exchange -> {
                        asked.incrementAndGet();
                        byte[] body = this.document.getBytes(UTF_8);
                        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
            server.start();
        }

        TokenVerifier trusted(Duration pause) {
            URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
            return verifier(TestTokenConfig.secret(Tokens.SECRET).published(address, pause));
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
