package io.vintner.trellis.logs;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.jobs.JobId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The end of a log over HTTP, for the Tendril that wrote it. */
@Path("/api/jobs/{id}/logs/seal")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "logs")
class LogSealResource {

    private final Callers callers;
    private final LogSeals seals;

    LogSealResource(Callers callers, LogSeals seals) {
        this.callers = callers;
        this.seals = seals;
    }

    @POST
    public Sealed seal(@RestPath JobId id, @Valid @NotNull Body body) {
        var holder = callers.holder(id.value(), body.epoch());
        return new Sealed(
                seals.seal(
                        holder.tendril(),
                        id,
                        new LogSeals.Claimed(
                                body.epoch(), body.lastSeq(), body.bytes(), body.sha256())));
    }

    /** What the Tendril has: the last number, the bytes and the digest of all chunks in order. */
    @Schema(name = "LogSeal")
    record Body(
            long epoch,
            @Min(0) long lastSeq,
            @Min(0) long bytes,
            @NotNull @Pattern(regexp = "[0-9a-f]{64}") String sha256) {}

    @Schema(name = "LogSealed")
    record Sealed(LogState logState) {}
}
