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
    private static final String WORKER_TOKEN = "X-Worker-Token";
    private static final String JOB_TOKEN = "X-Job-Token";

    private final HttpHeaders headers;
    private final TokenVerifier verifier;
    private final TendrilCredentials credentials;
    private final JobCredentials jobTokens;
    private final ApiTokens apiTokens;
    private final Request request;

    Callers(
            HttpHeaders headers,
            Request request,
            TokenVerifier verifier,
            TendrilCredentials credentials,
            JobCredentials jobTokens,
            ApiTokens apiTokens) {
        this.headers = headers;
        this.request = request;
        this.verifier = verifier;
        this.credentials = credentials;
        this.jobTokens = jobTokens;
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

    /** Whether the call comes with the credentials of a Tendril or a job, proven or not. */
    public boolean isTendril() {
        return headers.getHeaderString(WORKER_ID) != null
                || headers.getHeaderString(JOB_TOKEN) != null;
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
        String token = headers.getHeaderString(WORKER_TOKEN);
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
        LogFields.tendril(tendril);
        return new Caller.Tendril(tendril);
    }

    /**
     * Who does the work of a job, by the header {@code X-Job-Token}; or, where that is missing or
     * proves nothing, by the Tendril's own headers.
     *
     * @param epoch of the lease that the call names; null: it names none
     */
    public Caller.Holder holder(UUID job, @Nullable Long epoch) {
        Caller.Holder holder = proven(job, epoch);
        Long proven = holder.epoch();
        if (proven == null) {
            LogFields.job(job);
            LogFields.tendril(holder.tendril());
        } else {
            LogFields.lease(job, holder.tendril(), proven);
        }
        return holder;
    }

    private Caller.Holder proven(UUID job, @Nullable Long epoch) {
        String token = headers.getHeaderString(JOB_TOKEN);
        if (token == null) {
            return new Caller.Holder(tendril().id(), epoch);
        }
        OpaqueToken presented = new OpaqueToken(token);
        Caller.Holder proven = null;
        for (JobCredentials.Known known : jobTokens.known(job)) {
            boolean meant = epoch == null || epoch == known.epoch();
            if (presented.matches(known.hash()) && meant) {
                proven = new Caller.Holder(known.tendril(), known.epoch());
            }
        }
        if (proven != null) {
            return proven;
        }
        if (headers.getHeaderString(WORKER_TOKEN) == null) {
            throw new ProblemException(
                    ProblemType.WORKER_TOKEN_INVALID, "no such token of this job's lease");
        }
        return new Caller.Holder(tendril().id(), epoch);
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
