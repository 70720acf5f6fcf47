package io.vintner.trellis.auth;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A random credential of 256 bits. Its clear form is told once, when it is made; only its SHA-256
 * is kept, which is enough because it cannot be guessed.
 */
public record OpaqueToken(String clear) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    /**
     * A new one.
     *
     * @param prefix says what it is for, so that a person who finds one knows; for instance {@code
     *     vtr}
     */
    public static OpaqueToken create(String prefix) {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        return new OpaqueToken(
                prefix + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /** What is stored of it: 32 bytes. */
    public byte[] hash() {
        return Sha256.of(clear);
    }

    /** Whether {@code stored} is its hash; takes the same time wherever they differ. */
    public boolean matches(byte[] stored) {
        return MessageDigest.isEqual(stored, hash());
    }

    @Override
    public String toString() {
        return "***";
    }
}
