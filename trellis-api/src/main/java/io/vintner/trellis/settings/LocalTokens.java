package io.vintner.trellis.settings;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vintner.trellis.auth.TokenConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;

/** Signs the tokens of the local profile, in the form that Supabase's auth server gives them. */
@ApplicationScoped
class LocalTokens {

    private static final Duration ANON_LIFE = Duration.ofDays(3650);

    private final TokenConfig config;
    private final InstantSource clock;

    LocalTokens(TokenConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    SignedIn signIn(LocalUser user) {
        Instant expiry = clock.instant().plus(config.localLife());
        String token =
                sign(
                        claims("authenticated", expiry)
                                .subject(user.id().toString())
                                .audience("authenticated")
                                .claim("email", user.email())
                                .build());
        return new SignedIn(token, expiry.getEpochSecond(), user);
    }

    String anonKey() {
        return sign(claims("anon", clock.instant().plus(ANON_LIFE)).build());
    }

    private JWTClaimsSet.Builder claims(String role, Instant expiry) {
        return new JWTClaimsSet.Builder()
                .issuer("vintner-local")
                .claim("role", role)
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(expiry));
    }

    private String sign(JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            jwt.sign(
                    new MACSigner(
                            config.jwtSecret()
                                    .orElseThrow()
                                    .value()
                                    .getBytes(StandardCharsets.UTF_8)));
            return jwt.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("the token could not be signed", impossible);
        }
    }

    /**
     * A local sign-in.
     *
     * @param expiresAt seconds since 1970, as in the token
     */
    record SignedIn(String accessToken, long expiresAt, LocalUser user) {
        @Override
        public String toString() {
            return "SignedIn[" + user.id() + "]";
        }
    }
}
