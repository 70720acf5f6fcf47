package io.vintner.gateway.token;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
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
 * signature is checked once and remembered by the token's digest; whether its key is still trusted,
 * whether it has expired or was revoked is looked at every time. Errors carry upstream's words
 * (realtime-frames.md).
 */
public final class TokenVerifier {

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int LENGTH_MAX = 16_384;

    private final KeyRing keys;
    private final TokenRules rules;
    private final RevokedTokens revoked;
    private final InstantSource clock;
    private final VerifiedTokens verified;

    public TokenVerifier(
            KeyRing keys, TokenRules rules, RevokedTokens revoked, InstantSource clock) {
        this.keys = keys;
        this.rules = rules;
        this.revoked = revoked;
        this.clock = clock;
        this.verified = new VerifiedTokens(rules.rememberedMax());
    }

    /**
     * With keys that never change, and no other rules.
     *
     * @param roles that a token may claim
     * @param rememberedMax how many verified tokens are remembered
     */
    public TokenVerifier(
            SigningKeys keys, Set<String> roles, int rememberedMax, InstantSource clock) {
        this(
                KeyRing.fixed(keys),
                new TokenRules(roles, PinnedClaims.none(), OpaqueKeys.none(), rememberedMax),
                RevokedTokens.NONE,
                clock);
    }

    /**
     * Verifies a token as a client sent it: blanks and percent-encoding are removed first. When the
     * token names a key that is not known, those who publish keys may be asked first, so it may
     * wait: to be called on a virtual thread.
     */
    public Verification verify(String sent) {
        if (sent.length() > LENGTH_MAX) {
            return malformed();
        }
        String token = plain(sent);
        @Nullable Claims opaque = rules.opaque().find(token);
        if (opaque != null) {
            return new Accepted(opaque);
        }
        String digest = TokenDigest.of(token);
        @Nullable Claims known = verified.find(digest);
        if (known != null && keys.current().trusts(known.proof().key())) {
            return inForce(known);
        }
        Verification verification = verifyAnew(token);
        if (verification instanceof Accepted(Claims claims)) {
            verified.remember(digest, claims);
        } else if (known != null) {
            verified.forget(digest);
        }
        return verification;
    }

    /** Whether claims that were verified before may still be used; never waits. */
    public Verification recheck(Claims claims) {
        String key = claims.proof().key();
        return key.equals(OpaqueKeys.MARK) || keys.current().trusts(key)
                ? inForce(claims)
                : noSigner();
    }

    private Verification verifyAnew(String token) {
        JWSObject signed;
        try {
            signed = JWSObject.parse(token);
        } catch (ParseException | IllegalArgumentException noToken) {
            return malformed();
        }
        JWSHeader header = signed.getHeader();
        if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
            // It demands an extension; none is served.
            return malformed();
        }
        String algorithm = header.getAlgorithm().getName();
        @Nullable TrustedKey key = key(algorithm, header.getKeyID());
        if (key == null) {
            return noSigner();
        }
        if (!key.signed(algorithm, signed.getSigningInput(), signed.getSignature().decode())) {
            return new Rejected(Cause.SIGNATURE, "Failed to validate JWT signature");
        }
        Map<String, Object> payload = signed.getPayload().toJSONObject();
        return payload == null
                ? malformed()
                : read(payload, signed.getPayload().toString(), key.mark());
    }

    private @Nullable TrustedKey key(String algorithm, @Nullable String keyId) {
        SigningKeys known = keys.current();
        @Nullable TrustedKey key = known.find(algorithm, keyId);
        return key == null && keyId != null && !known.knows(keyId)
                ? keys.askedAgain().find(algorithm, keyId)
                : key;
    }

    private Verification read(Map<String, Object> payload, String json, String key) {
        if (!(payload.get("role") instanceof String role)
                || !(payload.get("exp") instanceof Number expiry)) {
            return new Rejected(Cause.INVALID, "Fields `role` and `exp` are required in JWT");
        }
        @Nullable Object issued = payload.get("iat");
        if (issued != null && !(issued instanceof Number)) {
            return malformed();
        }
        @Nullable String mismatch = rules.pinned().mismatch(payload);
        if (mismatch != null) {
            return new Rejected(
                    Cause.INVALID, "The claim `%s` of the JWT is not accepted".formatted(mismatch));
        }
        if (!rules.roles().contains(role)) {
            return new Rejected(Cause.ROLE, "The role in the JWT is not allowed");
        }
        if (payload.get("nbf") instanceof Number notBefore
                && instant(notBefore).isAfter(clock.instant())) {
            return new Rejected(Cause.INVALID, "Token is not valid yet");
        }
        Claims.Proof proof =
                new Claims.Proof(
                        key,
                        string(payload, "jti"),
                        issued instanceof Number seconds ? begunSecond(seconds) : null);
        return inForce(new Claims(role, string(payload, "sub"), json, instant(expiry), proof));
    }

    private static @Nullable String string(Map<String, Object> payload, String name) {
        return payload.get(name) instanceof String text ? text : null;
    }

    private Verification inForce(Claims claims) {
        Instant now = clock.instant();
        if (!claims.expiresAt().isAfter(now)) {
            return new Rejected(Cause.EXPIRED, expired(claims, now));
        }
        return revoked.cover(claims)
                ? new Rejected(Cause.REVOKED, "Token has been revoked")
                : new Accepted(claims);
    }

    /** The words for a token that has expired. */
    public static String expired(Claims claims, Instant now) {
        return "Token has expired %d seconds ago"
                .formatted(Duration.between(claims.expiresAt(), now).toSeconds());
    }

    private static Instant instant(Number seconds) {
        return second(Math.round(seconds.doubleValue()));
    }

    /** The beginning of that second: a token that may be older counts as older. */
    private static Instant begunSecond(Number seconds) {
        return second((long) Math.floor(seconds.doubleValue()));
    }

    private static Instant second(long second) {
        // Beyond this an Instant cannot count; no real token lives as long.
        long max = Instant.MAX.getEpochSecond();
        return Instant.ofEpochSecond(Math.clamp(second, -max, max));
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

    private static Rejected noSigner() {
        return new Rejected(
                Cause.SIGNER,
                "Failed to generate JWT signer, check your JWT secret or JWKS configuration");
    }
}
