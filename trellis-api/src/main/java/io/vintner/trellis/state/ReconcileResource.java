package io.vintner.trellis.state;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.vines.Vine;
import io.vintner.trellis.vines.VineId;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Accepts a vine's last state after a Tendril was lost. */
@Path("/api/vines/{id}/reconcile")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "vines")
class ReconcileResource {

    private final Callers callers;
    private final HandStates states;

    ReconcileResource(Callers callers, HandStates states) {
        this.callers = callers;
        this.states = states;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    public Vine reconcile(@RestPath VineId id) {
        return states.reconcile(callers.person(), id);
    }
}
