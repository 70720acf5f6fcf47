package io.vintner.trellis.state;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.auth.TokenScope;
import io.vintner.trellis.jobs.JobId;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.vines.VineId;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Terraform's state over HTTP: for the Tendril that runs a job on the vine, and, in the form of
 * Terraform's own HTTP backend, for the vine's owner.
 *
 * @see <a href="https://developer.hashicorp.com/terraform/language/backend/http">Backend http</a>
 */
@Path("/api/state/{vine}")
@RunOnVirtualThread
@Tag(name = "state")
class StateResource {

    private final Callers callers;
    private final States states;
    private final HandStates hand;

    StateResource(Callers callers, States states, HandStates hand) {
        this.callers = callers;
        this.states = states;
        this.hand = hand;
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
        Optional<States.Pulled> pulled =
                callers.isTendril()
                        ? states.pull(vine, under(jobId, epoch))
                        : hand.pull(callers.stateUser(TokenScope.STATE_READ), vine);
        return pulled.map(StateResource::answer).orElseGet(RestResponse::noContent);
    }

    private static RestResponse<byte[]> answer(States.Pulled pulled) {
        byte[] content = pulled.content().getBytes();
        return RestResponse.ResponseBuilder.ok(content)
                .header("X-State-Version", pulled.version())
                .header("Content-MD5", Md5.base64(content))
                .build();
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Pushed push(
            @RestPath VineId vine,
            @RestQuery("job_id") @Nullable JobId jobId,
            @RestQuery @Nullable Long epoch,
            @RestQuery("ID") @Nullable String lockId,
            @RestHeader("Content-MD5") @Nullable String md5,
            byte[] body) {
        if (callers.isTendril()) {
            return states.push(vine, under(jobId, epoch), body);
        }
        Caller.User user = callers.stateUser(TokenScope.STATE_WRITE);
        if (md5 != null && !md5.equals(Md5.base64(body))) {
            throw new ProblemException(
                    ProblemType.DIGEST_MISMATCH, "the body is not what Content-MD5 says");
        }
        return hand.push(user, vine, lockId, body);
    }

    @LOCK
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public RestResponse<Void> lock(@RestPath VineId vine, byte[] body) {
        hand.lock(callers.stateUser(TokenScope.STATE_WRITE), vine, body);
        return RestResponse.ok();
    }

    @UNLOCK
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public RestResponse<Void> unlock(@RestPath VineId vine, byte[] body) {
        hand.unlock(callers.stateUser(TokenScope.STATE_WRITE), vine, body);
        return RestResponse.ok();
    }

    private States.Under under(@Nullable JobId job, @Nullable Long epoch) {
        return States.Under.of(callers, job, epoch);
    }

    /** The version that is stored now. */
    @Schema(name = "StatePushed")
    record Pushed(long version, long serial, String lineage) {}
}
