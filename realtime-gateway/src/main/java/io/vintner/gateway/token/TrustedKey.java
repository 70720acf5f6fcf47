package io.vintner.gateway.token;

import java.security.GeneralSecurityException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key whose signatures are trusted, bound to the algorithms that it may be used with: it is never
 * tried with another one, whatever a token names.
 *
 * @param id the {@code kid} that tokens name it by; null for the shared secret, which has none
 * @param algorithms as tokens name them
 * @param mark differs between any two keys, and is the same for one key each time it is read; never
 *     shown
 */
record TrustedKey(@Nullable String id, Set<String> algorithms, String mark, SignatureCheck check) {

    static final Set<String> HMAC = Set.of("HS256", "HS384", "HS512");
    static final int SECRET_BYTES_LEAST = 32;

    TrustedKey {
        algorithms = Set.copyOf(algorithms);
    }

    /**
     * The shared secret, for every HMAC.
     *
     * @throws IllegalArgumentException if it is shorter than 32 bytes
     */
    static TrustedKey sharedSecret(byte[] secret) {
        if (secret.length < SECRET_BYTES_LEAST) {
            throw new IllegalArgumentException("a secret for HS256 has at least 32 bytes");
        }
        return new TrustedKey(null, HMAC, "secret", SignatureCheck.hmac(secret));
    }

    /** Whether a signature is this key's. */
    boolean signed(String algorithm, byte[] content, byte[] signature) {
        try {
            return algorithms.contains(algorithm) && check.holds(algorithm, content, signature);
        } catch (GeneralSecurityException noSignature) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "TrustedKey[algorithms=" + algorithms + "]";
    }
}
