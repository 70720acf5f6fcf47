package io.vintner.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Signs tokens for tests. */
public final class Tokens {

    public static final String SECRET = "a-secret-of-the-tests-with-more-than-32-bytes";

    private Tokens() {}

    /** A token of that user, valid until then. */
    public static String of(String subject, Instant expiresAt) {
        return signed(
                "{\"role\":\"authenticated\",\"sub\":\"%s\",\"exp\":%d}"
                        .formatted(subject, expiresAt.getEpochSecond()));
    }

    /** A token of that user, valid for an hour. */
    public static String of(String subject) {
        return of(subject, Instant.now().plusSeconds(3600));
    }

    /** A token with those claims. */
    public static String signed(String claims) {
        return signed(claims, SECRET, JWSAlgorithm.HS256);
    }

    public static String signed(String claims, String secret, JWSAlgorithm algorithm) {
        try {
            JWSObject token = new JWSObject(new JWSHeader(algorithm), new Payload(claims));
            token.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
