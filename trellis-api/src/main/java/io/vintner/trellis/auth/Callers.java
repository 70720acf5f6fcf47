package io.vintner.trellis.auth;

import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who makes the present call. Each question either answers a proven caller or refuses the call. */
@RequestScoped
public class Callers {

    private static final String BEARER = "bearer ";

    private final HttpHeaders headers;
    private final TokenVerifier verifier;
    private final TendrilCredentials credentials;

    Callers(HttpHeaders headers, TokenVerifier verifier, TendrilCredentials credentials) {
        this.headers = headers;
        this.verifier = verifier;
        this.credentials = credentials;
    }

    /** The user of the {@code Authorization} header. */
    public Caller.User user() {
        String header = headers.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            throw new ProblemException(
                    ProblemType.TOKEN_MISSING, "send the header Authorization: Bearer <token>");
        }
        return verifier.verify(header.substring(BEARER.length()).strip());
    }

    /** The Tendril of the headers {@code X-Worker-ID} and {@code X-Worker-Token}. */
    public Caller.Tendril tendril() {
        String id = headers.getHeaderString("X-Worker-ID");
        String token = headers.getHeaderString("X-Worker-Token");
        if (id == null || token == null) {
            throw new ProblemException(
                    ProblemType.TOKEN_MISSING, "send the headers X-Worker-ID and X-Worker-Token");
        }
        OpaqueToken presented = new OpaqueToken(token);
        TendrilId tendril = tendrilId(id);
        boolean known = false;
        if (tendril != null) {
            for (byte[] hash : credentials.tokenHashes(tendril)) {
                known |= presented.matches(hash);
            }
        }
        if (tendril == null || !known) {
            throw new ProblemException(
                    ProblemType.WORKER_TOKEN_INVALID, "no such Tendril with this token");
        }
        return new Caller.Tendril(tendril);
    }

    private static @Nullable TendrilId tendrilId(String text) {
        try {
            return new TendrilId(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
