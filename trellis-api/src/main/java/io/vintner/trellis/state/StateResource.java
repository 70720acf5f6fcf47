package io.vintner.trellis.state;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.jobs.JobId;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.vines.VineId;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Terraform's state over HTTP, for the Tendril that runs a job on the vine. */
@Path("/api/state/{vine}")
@RunOnVirtualThread
@Tag(name = "state")
class StateResource {

    private final Callers callers;
    private final States states;

    StateResource(Callers callers, States states) {
        this.callers = callers;
        this.states = states;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @APIResponse(
            responseCode = "200",
            description = "the state file, in X-State-Version its number")
    @APIResponse(responseCode = "204", description = "there is none yet")
    public RestResponse<byte[]> pull(
            @RestPath VineId vine,
            @RestQuery("job_id") @Nullable JobId jobId,
            @RestQuery @Nullable Long epoch) {
        return states.pull(vine, under(jobId, epoch))
                .map(stored ->
                        RestResponse.ResponseBuilder.ok(stored.content().getBytes())
                                .header("X-State-Version", stored.version())
                                .build())
                .orElseGet(RestResponse::noContent);
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Pushed push(
            @RestPath VineId vine,
            @RestQuery("job_id") @Nullable JobId jobId,
            @RestQuery @Nullable Long epoch,
            byte[] body) {
        return states.push(vine, under(jobId, epoch), body);
    }

    private States.Under under(@Nullable JobId job, @Nullable Long epoch) {
        var tendril = callers.tendril();
        if (job == null || epoch == null) {
            throw ProblemException.invalid("job_id", "and epoch are needed");
        }
        return new States.Under(tendril.id(), job, epoch);
    }

    /** The version that is stored now. */
    @Schema(name = "StatePushed")
    record Pushed(long version, long serial, String lineage) {}
}
