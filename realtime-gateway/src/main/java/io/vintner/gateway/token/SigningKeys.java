package io.vintner.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys whose signatures are trusted, each for one algorithm only: a key is never tried with the
 * algorithm that a token happens to name.
 */
public final class SigningKeys {

    private final Map<JWSAlgorithm, JWSVerifier> byAlgorithm;

    private SigningKeys(Map<JWSAlgorithm, JWSVerifier> byAlgorithm) {
        this.byAlgorithm = Map.copyOf(byAlgorithm);
    }

    /**
     * One shared secret, for HS256.
     *
     * @throws IllegalArgumentException if it is shorter than the 256 bits that HS256 demands
     */
    public static SigningKeys sharedSecret(byte[] secret) {
        try {
            return new SigningKeys(Map.of(JWSAlgorithm.HS256, new MACVerifier(secret)));
        } catch (JOSEException tooShort) {
            throw new IllegalArgumentException(
                    "a secret for HS256 has at least 32 bytes", tooShort);
        }
    }

    /**
     * Who can verify a signature of that algorithm; null if nobody may.
     *
     * @param keyId the key that the token names, if it names one; a shared secret has no name and
     *     serves any
     */
    @Nullable JWSVerifier verifierFor(JWSAlgorithm algorithm, @Nullable String keyId) {
        return byAlgorithm.get(algorithm);
    }
}
