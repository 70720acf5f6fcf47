package io.vintner.trellis.audit;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.problem.PageLimit;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What was done to the caller's things, over HTTP. */
@Path("/api/audit")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "audit")
class AuditResource {

    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 200;

    private final Callers callers;
    private final Audit audit;

    AuditResource(Callers callers, Audit audit) {
        this.callers = callers;
        this.audit = audit;
    }

    @GET
    public Page list(@RestQuery @Nullable Long before, @RestQuery @Nullable Integer limit) {
        int rows = PageLimit.of(limit, LIMIT_DEFAULT, LIMIT_MAX);
        List<Event> events =
                audit.list(callers.person(), before == null ? Long.MAX_VALUE : before, rows);
        return new Page(events, events.size() < rows ? null : events.getLast().id());
    }

    @Schema(name = "AuditEvent")
    record Event(
            long id,
            OffsetDateTime at,
            String actor,
            @Nullable UUID actorId,
            String action,
            UUID subjectId,
            @Nullable Map<String, Object> detail) {}

    /**
     * A page, newest first.
     *
     * @param nextBefore to be given as {@code before} for the next page; null on the last one
     */
    @Schema(name = "AuditPage")
    record Page(List<Event> items, @Nullable Long nextBefore) {
        Page {
            items = List.copyOf(items);
        }
    }
}
