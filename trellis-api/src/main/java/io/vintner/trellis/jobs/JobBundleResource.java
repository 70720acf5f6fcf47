package io.vintner.trellis.jobs;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.problem.ProblemException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
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
        return RestResponse.ResponseBuilder.ok(fetched.content().getBytes())
                .header(ContentDigest.HEADER, ContentDigest.of(fetched.sha256()))
                .build();
    }
}
