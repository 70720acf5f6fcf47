package io.vintner.gateway.bench.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs the tokens of users, who are known by their number. Not thread-safe. */
final class Tokens {

    private static final long HOURS_VALID = 12;

    private final String header;
    private final Signer signer;

    private Tokens(String header, Signer signer) {
        this.header = header;
        this.signer = signer;
    }

    private interface Signer {
        byte[] sign(byte[] text) throws GeneralSecurityException;
    }

    /**
     * With a key.
     *
     * @param key {@code HS256:} and a secret, or {@code ES256:} and a private key of P-256 (PKCS
     *     #8, Base64), which is called {@code bench}
     */
    static Tokens signedWith(String key) {
        String material = key.substring(key.indexOf(':') + 1);
        try {
            return key.startsWith("ES256:") ? elliptic(material) : shared(material);
        } catch (GeneralSecurityException unusable) {
            throw new IllegalArgumentException("the key cannot be used", unusable);
        }
    }

    private static Tokens shared(String secret) throws GeneralSecurityException {
        Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return new Tokens("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", hmac::doFinal);
    }

    private static Tokens elliptic(String key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(
                KeyFactory.getInstance("EC")
                        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key))));
        return new Tokens(
                "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"bench\"}",
                text -> {
                    signature.update(text);
                    return signature.sign();
                });
    }

    /** The id of a user, as the database makes it, too. */
    static UUID user(int number) {
        return UUID.fromString("00000000-0000-4000-8000-%012d".formatted(number));
    }

    /** A token of that user. */
    String of(int user) {
        long expiry = Instant.now().plusSeconds(HOURS_VALID * 3600).getEpochSecond();
        String claims =
                """
                {"role":"authenticated","sub":"%s","exp":%d}\
                """
                        .formatted(user(user), expiry);
        String signed = encoded(header) + "." + encoded(claims);
        try {
            return signed + "." + encoded(signer.sign(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the key has signed before", impossible);
        }
    }

    private static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
