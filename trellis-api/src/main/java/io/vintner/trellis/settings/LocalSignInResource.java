package io.vintner.trellis.settings;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.problem.ProblemException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Sign-in without a password, on one person's machine only; elsewhere these paths do not exist. */
@Path("/api/local")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "local profile")
class LocalSignInResource {

    private final Profile profile;
    private final LocalTokens tokens;

    LocalSignInResource(Profile profile, LocalTokens tokens) {
        this.profile = profile;
        this.tokens = tokens;
    }

    @GET
    @Path("/users")
    public List<LocalUser> users() {
        requireLocal();
        return LocalUser.ALL;
    }

    @POST
    @Path("/sign-in")
    public LocalTokens.SignedIn signIn(@Valid @NotNull SignIn request) {
        requireLocal();
        return LocalUser.ALL.stream()
                .filter(user -> user.id().equals(request.userId()))
                .findFirst()
                .map(tokens::signIn)
                .orElseThrow(() -> ProblemException.notFound("local user"));
    }

    private void requireLocal() {
        if (!profile.isLocal()) {
            throw ProblemException.notFound("path");
        }
    }

    record SignIn(@NotNull UUID userId) {}
}
