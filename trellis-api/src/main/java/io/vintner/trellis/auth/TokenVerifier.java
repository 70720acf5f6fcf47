package io.vintner.trellis.auth;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.JWK;
import io.quarkus.runtime.StartupEvent;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Says who a token proves its holder to be: signed by a trusted key, not expired, a role of the
 * allow-list, and for users their id as subject. Says no in the gateway's words. Thread-safe; may
 * wait for a key set: to be called on a virtual thread.
 */
@ApplicationScoped
public class TokenVerifier {

    private static final Logger LOG = Logger.getLogger(TokenVerifier.class);
    private static final int LENGTH_MAX = 16_384;

    private final SigningKeys keys;
    private final PinnedClaims pinned;
    private final InstantSource clock;

    TokenVerifier(SigningKeys keys, TokenConfig config, InstantSource clock) {
        this.keys = keys;
        this.pinned = config.pinnedClaims().map(PinnedClaims::parse).orElse(PinnedClaims.NONE);
        this.clock = clock;
    }

    /** Made at the start, so that a setting which is wrong ends it. */
    void begin(@Observes StartupEvent event) {
        LOG.debug("tokens can be checked");
    }

    /**
     * The user, or the administrator, that {@code token} proves.
     *
     * @throws ProblemException if it proves none
     */
    Caller.Person verify(String token) {
        JWSObject signed = genuine(token);
        Map<String, Object> claims = signed.getPayload().toJSONObject();
        if (claims == null) {
            throw malformed();
        }
        String mismatch = pinned.mismatch(claims);
        if (mismatch != null) {
            throw invalid("The claim `%s` of the JWT is not accepted".formatted(mismatch));
        }
        checkTime(claims);
        if (!(claims.get("role") instanceof String role)) {
            throw new ProblemException(
                    ProblemType.ROLE_NOT_PERMITTED, "Fields `role` and `exp` are required in JWT");
        }
        return switch (role) {
            case "authenticated" ->
                    new Caller.User(subject(claims.get("sub")), signed.getPayload().toString());
            case "service_role" -> new Caller.Administrator();
            default ->
                    throw new ProblemException(
                            ProblemType.ROLE_NOT_PERMITTED, "The role in the JWT is not allowed");
        };
    }

    private JWSObject genuine(String token) {
        if (token.length() > LENGTH_MAX) {
            throw malformed();
        }
        JWSObject signed;
        try {
            signed = JWSObject.parse(token);
        } catch (ParseException | IllegalArgumentException _) {
            throw malformed();
        }
        JWSHeader header = signed.getHeader();
        if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
            // It demands an extension; none is served.
            throw malformed();
        }
        JWK key = keys.find(header);
        if (key == null) {
            throw invalid(
                    "Failed to generate JWT signer, check your JWT secret or JWKS configuration");
        }
        if (!SigningKeys.signed(signed, key)) {
            throw invalid("Failed to validate JWT signature");
        }
        return signed;
    }

    private void checkTime(Map<String, Object> claims) {
        Instant now = clock.instant();
        if (!(claims.get("exp") instanceof Number expiry)) {
            throw invalid("Fields `role` and `exp` are required in JWT");
        }
        Instant end = instant(expiry);
        if (!now.isBefore(end)) {
            throw new ProblemException(
                    ProblemType.TOKEN_EXPIRED,
                    "Token has expired %d seconds ago"
                            .formatted(Duration.between(end, now).toSeconds()));
        }
        if (claims.get("nbf") instanceof Number notBefore && now.isBefore(instant(notBefore))) {
            throw invalid("Token is not valid yet");
        }
    }

    private static Instant instant(Number seconds) {
        // Beyond this an Instant cannot count; no real token lives as long.
        long max = Instant.MAX.getEpochSecond();
        return Instant.ofEpochSecond(Math.clamp(Math.round(seconds.doubleValue()), -max, max));
    }

    private static UserId subject(@Nullable Object subject) {
        try {
            if (subject instanceof String text) {
                return new UserId(UUID.fromString(text));
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw invalid("the token's subject is not a user's id");
    }

    private static ProblemException malformed() {
        return invalid("The token provided is not a valid JWT");
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemType.TOKEN_INVALID, detail);
    }
}
