package io.vintner.gateway.bench.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs the tokens of users, who are known by their number. */
final class Tokens {

    private static final long HOURS_VALID = 12;

    private final Mac hmac;

    private Tokens(Mac hmac) {
        this.hmac = hmac;
    }

    /** With a shared secret (HS256). */
    static Tokens ofSecret(String secret) {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return new Tokens(hmac);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HMAC", impossible);
        }
    }

    /** The id of a user, as the database makes it, too. */
    static UUID user(int number) {
        return UUID.fromString("00000000-0000-4000-8000-%012d".formatted(number));
    }

    /** A token of that user. */
    String of(int user) {
        long expiry = Instant.now().plusSeconds(HOURS_VALID * 3600).getEpochSecond();
        String signed =
                encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")
                        + "."
                        + encoded(
                                """
                                {"role":"authenticated","sub":"%s","exp":%d}\
                                """
                                        .formatted(user(user), expiry));
        return signed + "." + encoded(hmac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
