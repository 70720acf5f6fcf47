package io.vintner.trellis.modules;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Callers;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/** Bundles over HTTP, for their owners. */
@Path("/api/module-bundles")
@RunOnVirtualThread
@Tag(name = "vines")
class BundleResource {

    private final Callers callers;
    private final Bundles bundles;

    BundleResource(Callers callers, Bundles bundles) {
        this.callers = callers;
        this.bundles = bundles;
    }

    @POST
    @ResponseStatus(201)
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Bundle store(byte[] body) {
        return bundles.store(callers.user().id(), body);
    }

    @GET
    @Path("/{sha256}")
    @Produces("application/zip")
    public byte[] fetch(@RestPath @Pattern(regexp = "[0-9a-f]{64}") String sha256) {
        return bundles.content(callers.user().id(), sha256).getBytes();
    }
}
