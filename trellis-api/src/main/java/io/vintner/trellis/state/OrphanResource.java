package io.vintner.trellis.state;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.auth.TokenScope;
import io.vintner.trellis.jobs.JobId;
import io.vintner.trellis.problem.PageLimit;
import io.vintner.trellis.vines.VineId;
import jakarta.ws.rs.Consumes;
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
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** States that came under leases that were lost: brought by Tendrils, read by the vine's owner. */
@Path("/api/state/{vine}/orphans")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "state")
class OrphanResource {

    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 200;

    private final Callers callers;
    private final Orphans orphans;

    OrphanResource(Callers callers, Orphans orphans) {
        this.callers = callers;
        this.orphans = orphans;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    public Kept store(
            @RestPath VineId vine,
            @RestQuery("job_id") @Nullable JobId jobId,
            @RestQuery @Nullable Long epoch,
            byte[] body) {
        return orphans.store(vine, States.Under.of(callers, jobId, epoch), body);
    }

    @GET
    public Page list(
            @RestPath VineId vine,
            @RestQuery @Nullable Long before,
            @RestQuery @Nullable Integer limit) {
        int rows = PageLimit.of(limit, LIMIT_DEFAULT, LIMIT_MAX);
        List<Orphan> items =
                orphans.list(
                        callers.stateUser(TokenScope.STATE_READ),
                        vine,
                        before == null ? Long.MAX_VALUE : before,
                        rows);
        return new Page(items, items.size() < rows ? null : items.getLast().id());
    }

    @GET
    @Path("/{id}")
    public byte[] get(@RestPath VineId vine, @RestPath long id) {
        return orphans.content(callers.stateUser(TokenScope.STATE_READ), vine, id).getBytes();
    }

    /** The state that is kept now. */
    @Schema(name = "StateOrphaned")
    record Kept(UUID jobId, long serial, String lineage) {}

    /**
     * A state that is not the vine's.
     *
     * @param jobId the job whose Tendril brought it
     * @param sha256 of the state file, in hex
     */
    @Schema(name = "StateOrphan")
    record Orphan(
            long id,
            UUID jobId,
            long serial,
            String lineage,
            String sha256,
            OffsetDateTime createdAt) {}

    /**
     * A page, newest first.
     *
     * @param nextBefore to be given as {@code before} for the next page; null on the last one
     */
    @Schema(name = "StateOrphanPage")
    record Page(List<Orphan> items, @Nullable Long nextBefore) {
        Page {
            items = List.copyOf(items);
        }
    }
}
