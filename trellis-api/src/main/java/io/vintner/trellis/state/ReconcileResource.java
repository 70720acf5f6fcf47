package io.vintner.trellis.state;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.idempotency.IdempotentCalls;
import io.vintner.trellis.idempotency.IdempotentCalls.Call;
import io.vintner.trellis.vines.Vine;
import io.vintner.trellis.vines.VineId;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Accepts a vine's last state after a Tendril was lost. */
@Path("/api/vines/{id}/reconcile")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "vines")
class ReconcileResource {

    private final Callers callers;
    private final IdempotentCalls calls;
    private final HandStates states;

    ReconcileResource(Callers callers, IdempotentCalls calls, HandStates states) {
        this.callers = callers;
        this.calls = calls;
        this.states = states;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    public Vine reconcile(
            @RestPath VineId id,
            @RestHeader(IdempotentCalls.HEADER) @Nullable @Size(min = 1, max = 200) String key) {
        Caller.Person caller = callers.person();
        return calls.once(
                Call.of(caller, key, null), Vine.class, () -> states.reconcile(caller, id));
    }
}
