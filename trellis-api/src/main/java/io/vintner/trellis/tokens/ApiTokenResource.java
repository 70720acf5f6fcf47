package io.vintner.trellis.tokens;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.auth.TokenScope;
import io.vintner.trellis.idempotency.IdempotentCalls;
import io.vintner.trellis.idempotency.IdempotentCalls.Call;
import io.vintner.trellis.pages.Cursor;
import io.vintner.trellis.pages.PageOf;
import io.vintner.trellis.pages.PageQuestion;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Users' API tokens over HTTP. They are managed by a signed-in user, never by another token. */
@Path("/api/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "tokens")
class ApiTokenResource {

    private final Callers callers;
    private final IdempotentCalls calls;
    private final ApiTokenStore tokens;

    ApiTokenResource(Callers callers, IdempotentCalls calls, ApiTokenStore tokens) {
        this.callers = callers;
        this.calls = calls;
        this.tokens = tokens;
    }

    @GET
    public PageOf<Shown> list(
            @RestQuery @Nullable Integer limit, @RestQuery @Nullable String cursor) {
        return tokens.list(
                callers.signedIn(),
                PageQuestion.of(limit, cursor, Cursor.Kind.TIME, Cursor.Kind.ID));
    }

    @POST
    @ResponseStatus(201)
    public Created create(
            @RestHeader(IdempotentCalls.HEADER) @Nullable @Size(min = 1, max = 200) String key,
            @Valid @NotNull New wanted) {
        Caller.User user = callers.signedIn();
        return calls.once(
                Call.of(user, key, wanted), Created.class, () -> tokens.create(user, wanted));
    }

    @DELETE
    @Path("/{id}")
    public void revoke(@RestPath UUID id) {
        tokens.revoke(callers.signedIn(), id);
    }

    /**
     * What a token is asked for with.
     *
     * @param expiresInDays null: until it is revoked
     */
    @Schema(name = "NewApiToken")
    record New(
            @NotBlank @Size(max = 100) @Pattern(regexp = "\\P{Cntrl}*") String name,
            @NotEmpty @Size(max = 10) List<@NotNull TokenScope> scopes,
            @Nullable @Min(1) @Max(3660) Integer expiresInDays) {}

    /** A token as it can be seen: never its text. */
    @Schema(name = "ApiToken")
    record Shown(
            UUID id,
            String name,
            List<TokenScope> scopes,
            OffsetDateTime createdAt,
            @Nullable OffsetDateTime expiresAt,
            @Nullable OffsetDateTime lastUsedAt,
            @Nullable OffsetDateTime revokedAt) {
        Shown {
            scopes = List.copyOf(scopes);
        }
    }

    /** The token's text, told once; the API keeps only its hash. */
    @Schema(name = "CreatedApiToken")
    record Created(String token, Shown details) {
        @Override
        public String toString() {
            return "Created[" + details + "]";
        }
    }
}
