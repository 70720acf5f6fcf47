package io.vintner.local.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.UUID;

/** Signs the tokens of a local Vintner (HS256), as Supabase's auth server would. */
public final class LocalTokens {

    /** Byte for byte the head and body of the anon key that Supabase's local stack publishes. */
    private static final String ANON_HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private static final String ANON_CLAIMS =
            "{\"iss\":\"supabase-demo\",\"role\":\"anon\",\"exp\":1983812996}";

    private final byte[] secret;
    private final InstantSource clock;

    public LocalTokens(String secret, InstantSource clock) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.clock = clock;
    }

    /** The key with which anyone may open a socket; it expires in November 2032. */
    public String anonKey() {
        try {
            JWSObject key =
                    new JWSObject(
                            JWSHeader.parse(Base64URL.encode(ANON_HEADER)),
                            new Payload(ANON_CLAIMS));
            key.sign(new MACSigner(secret));
            return key.serialize();
        } catch (JOSEException | ParseException impossible) {
            throw new IllegalStateException("the anon key could not be signed", impossible);
        }
    }

    /** A signed-in user's token, good for {@code life} from now; negative: already expired. */
    public String userToken(DemoUser user, Duration life) {
        return userToken(user.id(), user.email(), life);
    }

    /** The same for a user who is none of the demo's. */
    public String userToken(UUID user, String email, Duration life) {
        Instant now = clock.instant();
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .subject(user.toString())
                        .audience("authenticated")
                        .claim("role", "authenticated")
                        .claim("email", email)
                        .issueTime(Date.from(now.plus(life.isNegative() ? life : Duration.ZERO)))
                        .expirationTime(Date.from(now.plus(life)))
                        .build();
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(new MACSigner(secret));
        } catch (JOSEException impossible) {
            throw new IllegalStateException("a token could not be signed", impossible);
        }
        return token.serialize();
    }
}
