package io.vintner.trellis.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.UUID;

/** Signs users' tokens, good ones and bad ones. */
public final class Tokens {

    public static final String SECRET = "super-secret-jwt-token-with-at-least-32-characters-long";
    public static final String FOREIGN_SECRET =
            "another-secret-jwt-token-with-32-characters-or-more";

    private static final InstantSource CLOCK = InstantSource.system();

    private Tokens() {}

    public static String of(UUID user) {
        return signed(SECRET, claims(user.toString(), "authenticated", Duration.ofHours(1)));
    }

    public static JWTClaimsSet claims(String subject, String role, Duration left) {
        Instant expiry = CLOCK.instant().plus(left);
        return new JWTClaimsSet.Builder()
                .subject(subject)
                .claim("role", role)
                .expirationTime(Date.from(expiry))
                .build();
    }

    public static String signed(String secret, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            jwt.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
            return jwt.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
