package io.vintner.trellis.vineyards;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.idempotency.IdempotentCalls;
import io.vintner.trellis.idempotency.IdempotentCalls.Call;
import io.vintner.trellis.pages.Cursor;
import io.vintner.trellis.pages.PageOf;
import io.vintner.trellis.pages.PageQuestion;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Vineyards over HTTP. */
@Path("/api/vineyards")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "vineyards")
class VineyardResource {

    private final Callers callers;
    private final IdempotentCalls calls;
    private final Vineyards vineyards;

    VineyardResource(Callers callers, IdempotentCalls calls, Vineyards vineyards) {
        this.callers = callers;
        this.calls = calls;
        this.vineyards = vineyards;
    }

    @GET
    public PageOf<Vineyard> list(
            @RestQuery @Nullable Integer limit, @RestQuery @Nullable String cursor) {
        return vineyards.list(
                callers.person(), PageQuestion.of(limit, cursor, Cursor.Kind.TEXT, Cursor.Kind.ID));
    }

    @POST
    @ResponseStatus(201)
    public RestResponse<Vineyard> create(
            @RestHeader(IdempotentCalls.HEADER) @Nullable @Size(min = 1, max = 200) String key,
            @Valid @NotNull New wanted) {
        Caller.User user = callers.user();
        Vineyard vineyard =
                calls.once(
                        Call.of(user, key, wanted),
                        Vineyard.class,
                        () -> vineyards.create(user, wanted));
        return RestResponse.ResponseBuilder.<Vineyard>created(
                        URI.create("/api/vineyards/" + vineyard.id()))
                .entity(vineyard)
                .build();
    }

    @GET
    @Path("/{id}")
    public Vineyard get(@RestPath VineyardId id) {
        return vineyards.get(callers.person(), id);
    }

    @PATCH
    @Path("/{id}")
    public Vineyard change(@RestPath VineyardId id, @Valid @NotNull Change change) {
        return vineyards.change(callers.user(), id, change);
    }

    @DELETE
    @Path("/{id}")
    public void delete(@RestPath VineyardId id) {
        vineyards.delete(callers.user(), id);
    }

    @Schema(name = "NewVineyard")
    record New(
            @NotBlank @Size(max = 100) @Pattern(regexp = "\\P{Cntrl}*") String name,
            @Nullable @Size(max = 1000) @Pattern(regexp = "[^\\x00]*") String description) {}

    /** What is absent stays as it is. */
    @Schema(name = "VineyardChange")
    record Change(
            @Nullable @Size(min = 1, max = 100) @Pattern(regexp = "\\P{Cntrl}*") String name,
            @Nullable @Size(max = 1000) @Pattern(regexp = "[^\\x00]*") String description) {}
}
