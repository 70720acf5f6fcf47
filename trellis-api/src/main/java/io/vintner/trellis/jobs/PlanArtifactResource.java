package io.vintner.trellis.jobs;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.plans.Plan;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Plan artefacts over HTTP, for Tendrils: stored by the holder of a PLAN, fetched by the holder of
 * the DEPLOY that applies it. Both ways guarded by a digest.
 */
@Path("/api/jobs/{id}/plan-artifact")
@RunOnVirtualThread
@Tag(name = "work")
class PlanArtifactResource {

    private final Callers callers;
    private final PlanArtifacts artifacts;

    PlanArtifactResource(Callers callers, PlanArtifacts artifacts) {
        this.callers = callers;
        this.artifacts = artifacts;
    }

    @PUT
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Plan store(
            @RestPath JobId id,
            @RestQuery @Nullable Long epoch,
            @RestQuery("state_version") @Nullable Long stateVersion,
            @RestQuery("module_version")
                    @Nullable
                    @Size(min = 1, max = 200)
                    @Pattern(regexp = "[!-~]+( [!-~]+)*")
                    String moduleVersion,
            @RestHeader(ContentDigest.HEADER) @Nullable String digest,
            byte[] body) {
        var holder = callers.holder(id.value(), epoch);
        if (epoch == null || stateVersion == null) {
            throw ProblemException.invalid("epoch", "and state_version are needed");
        }
        return artifacts.store(
                new PlanArtifacts.Under(holder.tendril(), id, epoch),
                new PlanArtifacts.Sent(
                        stateVersion, moduleVersion, sha256(digest), Buffer.buffer(body)));
    }

    @GET
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public RestResponse<byte[]> fetch(@RestPath JobId id, @RestQuery @Nullable Long epoch) {
        var holder = callers.holder(id.value(), epoch);
        if (epoch == null) {
            throw ProblemException.invalid("epoch", "is needed");
        }
        PlanArtifacts.Fetched fetched =
                artifacts.fetch(new PlanArtifacts.Under(holder.tendril(), id, epoch));
        return RestResponse.ResponseBuilder.ok(fetched.content().getBytes())
                .header(ContentDigest.HEADER, ContentDigest.of(fetched.plan().sha256()))
                .header("X-State-Version", fetched.plan().stateVersion())
                .build();
    }

    private static Buffer sha256(@Nullable String digest) {
        return ContentDigest.read(digest)
                .map(Buffer::buffer)
                .orElseThrow(() ->
                        new ProblemException(
                                ProblemType.DIGEST_MISMATCH,
                                "send the header Content-Digest: sha-256=:<base64>:"));
    }
}
