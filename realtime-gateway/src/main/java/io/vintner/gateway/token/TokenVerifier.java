package io.vintner.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import io.vintner.gateway.token.Verification.Accepted;
import io.vintner.gateway.token.Verification.Cause;
import io.vintner.gateway.token.Verification.Rejected;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what a token claims, once it is proven genuine (RFC 7519). Thread-safe.
 *
 * <p>The algorithm is bound to the key: a token names one, and only a key made for it is asked. A
 * token is verified once and remembered by its digest until it expires; the expiry is looked at
 * every time. Errors carry upstream's words (realtime-frames.md).
 */
public final class TokenVerifier {

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int LENGTH_MAX = 16_384;

    private final SigningKeys keys;
    private final Set<String> roles;
    private final InstantSource clock;
    private final VerifiedTokens verified;

    /**
     * @param roles that a token may claim
     * @param rememberedMax how many verified tokens are remembered
     */
    public TokenVerifier(
            SigningKeys keys, Set<String> roles, int rememberedMax, InstantSource clock) {
        this.keys = keys;
        this.roles = Set.copyOf(roles);
        this.clock = clock;
        this.verified = new VerifiedTokens(rememberedMax);
    }

    /** Verifies a token as a client sent it: blanks and percent-encoding are removed first. */
    public Verification verify(String sent) {
        if (sent.length() > LENGTH_MAX) {
            return malformed();
        }
        String token = plain(sent);
        @Nullable Claims known = verified.find(token);
        if (known != null) {
            return inForce(known);
        }
        Verification verification = verifyAnew(token);
        if (verification instanceof Accepted(Claims claims)) {
            verified.remember(token, claims);
        }
        return verification;
    }

    private Verification verifyAnew(String token) {
        JWSObject signed;
        Map<String, Object> payload;
        try {
            signed = JWSObject.parse(token);
            Map<String, Object> json = signed.getPayload().toJSONObject();
            if (json == null) {
                return malformed();
            }
            payload = json;
        } catch (ParseException | IllegalArgumentException noToken) {
            return malformed();
        }
        JWSAlgorithm algorithm = signed.getHeader().getAlgorithm();
        @Nullable JWSVerifier key = keys.verifierFor(algorithm, signed.getHeader().getKeyID());
        if (key == null) {
            return new Rejected(
                    Cause.SIGNER,
                    "Failed to generate JWT signer, check your JWT secret or JWKS configuration");
        }
        try {
            if (!signed.verify(key)) {
                return badSignature();
            }
        } catch (JOSEException | IllegalStateException unverifiable) {
            return badSignature();
        }
        return read(payload, signed.getPayload().toString());
    }

    private Verification read(Map<String, Object> payload, String json) {
        if (!(payload.get("role") instanceof String role)
                || !(payload.get("exp") instanceof Number expiry)) {
            return new Rejected(Cause.INVALID, "Fields `role` and `exp` are required in JWT");
        }
        if (payload.get("iat") != null && !(payload.get("iat") instanceof Number)) {
            return malformed();
        }
        if (!roles.contains(role)) {
            return new Rejected(Cause.ROLE, "The role in the JWT is not allowed");
        }
        if (payload.get("nbf") instanceof Number notBefore
                && instant(notBefore).isAfter(clock.instant())) {
            return new Rejected(Cause.INVALID, "Token is not valid yet");
        }
        @Nullable String subject = payload.get("sub") instanceof String sub ? sub : null;
        return inForce(new Claims(role, subject, json, instant(expiry)));
    }

    private Verification inForce(Claims claims) {
        Instant now = clock.instant();
        return claims.expiresAt().isAfter(now)
                ? new Accepted(claims)
                : new Rejected(Cause.EXPIRED, expired(claims, now));
    }

    /** The words for a token that has expired. */
    public static String expired(Claims claims, Instant now) {
        return "Token has expired %d seconds ago"
                .formatted(Duration.between(claims.expiresAt(), now).toSeconds());
    }

    private static Instant instant(Number seconds) {
        // Beyond this an Instant cannot count; no real token lives as long.
        long max = Instant.MAX.getEpochSecond();
        return Instant.ofEpochSecond(Math.clamp(Math.round(seconds.doubleValue()), -max, max));
    }

    private static String plain(String sent) {
        String token = sent;
        if (token.indexOf('%') >= 0) {
            try {
                token = URLDecoder.decode(token.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notEncoded) {
                return "";
            }
        }
        return BLANKS.matcher(token).replaceAll("");
    }

    private static Rejected malformed() {
        return new Rejected(Cause.MALFORMED, "The token provided is not a valid JWT");
    }

    private static Rejected badSignature() {
        return new Rejected(Cause.SIGNATURE, "Failed to validate JWT signature");
    }
}
