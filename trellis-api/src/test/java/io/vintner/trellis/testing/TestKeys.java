package io.vintner.trellis.testing;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Keys of the tests' encryption. */
public final class TestKeys {

    public static final String OLD = "old:" + base64("old");
    public static final String NEW = "new:" + base64("new");

    /** The new one encrypts, both decrypt. */
    public static final String NEW_THEN_OLD = NEW + "," + OLD;

    private TestKeys() {}

    private static String base64(String of) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(of.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
