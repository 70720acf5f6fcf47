package io.vintner.trellis.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks users' tokens: HS256 by the shared secret, not expired, a role of the allow-list, a user's
 * id as subject. Thread-safe.
 */
@ApplicationScoped
public class TokenVerifier {

    /** The only role that users of this API have; every other one is refused. */
    static final Set<String> ROLES = Set.of("authenticated");

    private final JWSVerifier verifier;
    private final InstantSource clock;

    TokenVerifier(TokenConfig config, InstantSource clock) {
        this.clock = clock;
        try {
            this.verifier =
                    new MACVerifier(config.jwtSecret().value().getBytes(StandardCharsets.UTF_8));
        } catch (JOSEException tooShort) {
            throw new IllegalArgumentException(
                    "vintner.trellis.token.jwt-secret must have at least 32 bytes", tooShort);
        }
    }

    /**
     * The user that {@code token} proves.
     *
     * @throws ProblemException if it proves none
     */
    Caller.User verify(String token) {
        JWTClaimsSet claims = signedClaims(token);
        checkTime(claims);
        if (!(claims.getClaim("role") instanceof String role) || !ROLES.contains(role)) {
            throw new ProblemException(
                    ProblemType.ROLE_NOT_PERMITTED, "the token's role must be authenticated");
        }
        return new Caller.User(subject(claims.getSubject()), claims.toString(false));
    }

    private JWTClaimsSet signedClaims(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())
                    || !jwt.verify(verifier)) {
                throw invalid("the token's signature is not ours");
            }
            return jwt.getJWTClaimsSet();
        } catch (ParseException | JOSEException _) {
            throw invalid("the token is not a signed JWT");
        }
    }

    private void checkTime(JWTClaimsSet claims) {
        var now = clock.instant();
        var expiry = claims.getExpirationTime();
        if (expiry == null) {
            throw invalid("the token has no expiry");
        }
        if (!now.isBefore(expiry.toInstant())) {
            throw new ProblemException(ProblemType.TOKEN_EXPIRED, "the token has expired");
        }
        var notBefore = claims.getNotBeforeTime();
        if (notBefore != null && now.isBefore(notBefore.toInstant())) {
            throw invalid("the token is not valid yet");
        }
    }

    private static UserId subject(@Nullable String subject) {
        try {
            if (subject != null) {
                return new UserId(UUID.fromString(subject));
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw invalid("the token's subject is not a user's id");
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemType.TOKEN_INVALID, detail);
    }
}
