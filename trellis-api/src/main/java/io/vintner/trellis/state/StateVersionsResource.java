package io.vintner.trellis.state;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.auth.TokenScope;
import io.vintner.trellis.problem.PageLimit;
import io.vintner.trellis.vines.VineId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Every version of a vine's state, for its owner. */
@Path("/api/state/{vine}/versions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "state")
class StateVersionsResource {

    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 200;

    private final Callers callers;
    private final HandStates states;

    StateVersionsResource(Callers callers, HandStates states) {
        this.callers = callers;
        this.states = states;
    }

    @GET
    public Page list(
            @RestPath VineId vine,
            @RestQuery @Nullable Long before,
            @RestQuery @Nullable Integer limit) {
        int rows = PageLimit.of(limit, LIMIT_DEFAULT, LIMIT_MAX);
        List<Version> versions =
                states.versions(
                        callers.stateUser(TokenScope.STATE_READ),
                        vine,
                        before == null ? Long.MAX_VALUE : before,
                        rows);
        return new Page(versions, versions.size() < rows ? null : versions.getLast().version());
    }

    @GET
    @Path("/{version}")
    public byte[] get(@RestPath VineId vine, @RestPath long version) {
        return states.version(callers.stateUser(TokenScope.STATE_READ), vine, version)
                .content()
                .getBytes();
    }

    /**
     * A version that was accepted.
     *
     * @param jobId the job that wrote it; null: a person did
     * @param userId the person; null: a job did
     * @param sha256 of the state file, in hex
     */
    @Schema(name = "StateVersion")
    record Version(
            long version,
            long serial,
            String lineage,
            @Nullable UUID jobId,
            @Nullable UUID userId,
            String sha256,
            OffsetDateTime createdAt) {}

    /**
     * A page, newest first.
     *
     * @param nextBefore to be given as {@code before} for the next page; null on the last one
     */
    @Schema(name = "StateVersionPage")
    record Page(List<Version> items, @Nullable Long nextBefore) {
        Page {
            items = List.copyOf(items);
        }
    }
}
