package io.vintner.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwksDocumentTest {

    private static final TestKey GOOD = TestKey.ec("good", "P-256");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kty\":\"EC\",\"kid\":\"x\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}",
                "{\"kty\":\"EC\",\"kid\":\"x\",\"crv\":\"secp256k1\",\"x\":\"AQ\",\"y\":\"AQ\"}",
                "{\"kty\":\"OKP\",\"kid\":\"x\",\"crv\":\"X25519\",\"x\":\"AQ\"}",
                "{\"kty\":\"OKP\",\"kid\":\"x\",\"crv\":\"Ed25519\",\"x\":\"AQ\"}",
                "{\"kty\":\"oct\",\"kid\":\"x\",\"k\":\"c2hvcnQ\"}",
                "{\"kty\":\"RSA\",\"kid\":\"x\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
                "{\"kty\":\"new\",\"kid\":\"x\"}",
                "{\"kty\":7}",
                "{}",
                "null",
                "7",
            })
    void oneKeyThatCannotBeUsedLeavesTheOthersAlone(String other) throws MalformedJwksException {
        // When
        JwksDocument document = JwksDocument.read(TestKey.set(other, GOOD.jwk()), 100);

        // Then
        assertThat(document.keys()).extracting(TrustedKey::id).containsExactly("good");
        assertThat(document.ignored()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"use, enc", "alg, ES384", "alg, HS256", "alg, nonsense"})
    void aKeyForSomethingElseIsIgnored(String member, String value) throws MalformedJwksException {
        assertThat(JwksDocument.read(TestKey.set(GOOD.jwkWith(member, value)), 100).keys())
                .isEmpty();
    }

    @Test
    void aKeyWithoutANameIsIgnored() throws MalformedJwksException {
        assertThat(JwksDocument.read(TestKey.set(GOOD.jwkWith("kid", null)), 100).keys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"keys\":{}}", "{\"keys\":null}", "text", "{"})
    void whatIsNoKeySetIsRefused(String document) {
        assertThatThrownBy(() -> JwksDocument.read(document, 100))
                .isInstanceOf(MalformedJwksException.class);
    }

    @Test
    void moreKeysThanAllowedAreRefused() {
        assertThatThrownBy(() -> JwksDocument.read(TestKey.set(GOOD, GOOD, GOOD), 2))
                .isInstanceOf(MalformedJwksException.class)
                .hasMessage("a key set with 3 keys, at most 2 are read");
    }
}
