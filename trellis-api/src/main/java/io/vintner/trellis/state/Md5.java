package io.vintner.trellis.state;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** MD5, with which Terraform's HTTP backend guards a state against damage on its way. */
final class Md5 {

    private Md5() {}

    /** In the form of the header {@code Content-MD5}. */
    static String base64(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
