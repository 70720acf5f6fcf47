package io.vintner.trellis.jobs;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.problem.ProblemException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.Base64;
import java.util.HexFormat;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The bundles of jobs' modules over HTTP, for Tendrils. */
@Path("/api/jobs/{id}/module-bundle")
@RunOnVirtualThread
@Tag(name = "work")
class JobBundleResource {

    private final Callers callers;
    private final JobBundles bundles;

    JobBundleResource(Callers callers, JobBundles bundles) {
        this.callers = callers;
        this.bundles = bundles;
    }

    @GET
    @Produces("application/zip")
    public RestResponse<byte[]> fetch(@RestPath JobId id, @RestQuery @Nullable Long epoch) {
        var holder = callers.holder(id.value(), epoch);
        if (epoch == null) {
            throw ProblemException.invalid("epoch", "is needed");
        }
        JobBundles.Fetched fetched = bundles.fetch(holder.tendril(), id, epoch);
        String digest =
                Base64.getEncoder().encodeToString(HexFormat.of().parseHex(fetched.sha256()));
        return RestResponse.ResponseBuilder.ok(fetched.content().getBytes())
                .header("Content-Digest", "sha-256=:%s:".formatted(digest))
                .build();
    }
}
