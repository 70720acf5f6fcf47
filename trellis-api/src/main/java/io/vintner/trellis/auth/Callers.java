package io.vintner.trellis.auth;

import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who makes the present call. Each question either answers a proven caller or refuses the call. */
@RequestScoped
public class Callers {

    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";
    private static final String WORKER_ID = "X-Worker-ID";

    private final HttpHeaders headers;
    private final TokenVerifier verifier;
    private final TendrilCredentials credentials;
    private final ApiTokens apiTokens;
    private final Request request;

    Callers(
            HttpHeaders headers,
            Request request,
            TokenVerifier verifier,
            TendrilCredentials credentials,
            ApiTokens apiTokens) {
        this.headers = headers;
        this.request = request;
        this.verifier = verifier;
        this.credentials = credentials;
        this.apiTokens = apiTokens;
    }

    /**
     * The person of the {@code Authorization} header: signed in, or by an API token that covers
     * what the method of the call does.
     */
    public Caller.Person person() {
        return person(bearer(), reads() ? TokenScope.READ : TokenScope.WRITE);
    }

    /** The same, if it is a user. */
    public Caller.User user() {
        return user(person());
    }

    /** The user, but an API token is not enough. */
    public Caller.User signedIn() {
        return user(signedInPerson());
    }

    /** The person, but an API token is not enough. */
    public Caller.Person signedInPerson() {
        String token = bearer();
        if (UserToken.isOne(token)) {
            throw new ProblemException(
                    ProblemType.TOKEN_SCOPE_MISSING, "an API token cannot do this: sign in");
        }
        return verifier.verify(token);
    }

    /**
     * The user of a call on Terraform's state; the API token may also come as the password of HTTP
     * basic, as Terraform sends it.
     */
    public Caller.User stateUser(TokenScope needed) {
        String header = headers.getHeaderString(HttpHeaders.AUTHORIZATION);
        boolean basic = header != null && header.toLowerCase(Locale.ROOT).startsWith(BASIC);
        return user(
                person(
                        basic ? password(header.substring(BASIC.length()).strip()) : bearer(),
                        needed));
    }

    /** Whether the call comes with a Tendril's credentials, proven or not. */
    public boolean isTendril() {
        return headers.getHeaderString(WORKER_ID) != null;
    }

    private boolean reads() {
        return request.getMethod().equals(HttpMethod.GET)
                || request.getMethod().equals(HttpMethod.HEAD);
    }

    private String bearer() {
        String header = headers.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            throw new ProblemException(
                    ProblemType.TOKEN_MISSING, "send the header Authorization: Bearer <token>");
        }
        return header.substring(BEARER.length()).strip();
    }

    /** The password of HTTP basic; an empty one when it cannot be read. */
    private static String password(String base64) {
        try {
            String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private static Caller.User user(Caller.Person person) {
        return switch (person) {
            case Caller.User user -> user;
            case Caller.Administrator _ ->
                    throw new ProblemException(
                            ProblemType.ROLE_NOT_PERMITTED,
                            "this needs a user: service_role is nobody's role");
        };
    }

    private Caller.Person person(String token, TokenScope needed) {
        if (!UserToken.isOne(token)) {
            return verifier.verify(token);
        }
        ApiTokens.Grant grant =
                UserToken.read(token)
                        .flatMap(apiTokens::grant)
                        .orElseThrow(() ->
                                new ProblemException(
                                        ProblemType.TOKEN_INVALID,
                                        "the API token is unknown, expired or revoked"));
        if (!grant.covers(needed)) {
            throw new ProblemException(
                    ProblemType.TOKEN_SCOPE_MISSING,
                    "the API token has not the scope " + needed.word(),
                    Map.of("scope", needed.word()));
        }
        return new Caller.User(grant.user(), claims(grant.user()));
    }

    /** The Tendril of the headers {@code X-Worker-ID} and {@code X-Worker-Token}. */
    public Caller.Tendril tendril() {
        String id = headers.getHeaderString(WORKER_ID);
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

    /** What the holder of an API token is to row-level security. */
    private static String claims(UserId user) {
        return "{\"role\": \"authenticated\", \"sub\": \"%s\"}".formatted(user.value());
    }
}
