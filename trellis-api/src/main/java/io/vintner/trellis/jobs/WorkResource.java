package io.vintner.trellis.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.plans.Plan;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.tendrils.Directive;
import io.vintner.trellis.tendrils.HeldJob;
import io.vintner.trellis.vines.SecretValue;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Jobs over HTTP, for Tendrils. */
@Path("/api/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "work")
class WorkResource {

    private final Callers callers;
    private final JobQueue queue;
    private final JobProgress progress;
    private final Leases leases;
    private final LogTerms logs;
    private final JobsConfig config;
    private final ObjectMapper json;

    WorkResource(
            Callers callers,
            JobQueue queue,
            JobProgress progress,
            Leases leases,
            LogTerms logs,
            JobsConfig config,
            ObjectMapper json) {
        this.callers = callers;
        this.queue = queue;
        this.progress = progress;
        this.leases = leases;
        this.logs = logs;
        this.config = config;
        this.json = json;
    }

    @POST
    @Path("/claim")
    @APIResponse(responseCode = "200", description = "a job and its lease")
    @APIResponse(responseCode = "204", description = "no job for this Tendril")
    public RestResponse<Work> claim(
            @RestHeader("Idempotency-Key") @Nullable @Size(min = 1, max = 200) String key,
            @Valid @Nullable Claim claim)
            throws JsonProcessingException {
        Caller.Tendril tendril = callers.tendril();
        Integer wait = claim == null ? null : claim.waitSeconds();
        Optional<JobQueue.Claim> claimed =
                queue.claim(
                        tendril.id(),
                        new JobQueue.Wish(
                                Duration.ofSeconds(wait == null ? 0 : wait),
                                claim == null
                                        ? Ability.of(null, null)
                                        : Ability.of(claim.appliesPlans(), claim.moduleSources()),
                                key));
        return claimed.isPresent()
                ? RestResponse.ok(work(claimed.get()))
                : RestResponse.noContent();
    }

    @PUT
    @Path("/{id}/status")
    public Job report(@RestPath JobId id, @Valid @NotNull Report report) {
        Caller.Holder holder = callers.holder(id.value(), report.epoch());
        return progress.report(
                holder.tendril(),
                id,
                new JobProgress.Report(
                        move(report.status()),
                        report.status(),
                        report.epoch(),
                        report.errorMessage(),
                        FailureCode.of(report.errorCode()).orElse(null),
                        ExecutionMetadata.of(report.executionMetadata())));
    }

    /**
     * For a Tendril whose own heartbeat is refused: with the job's token it goes on with a job that
     * it holds.
     */
    @POST
    @Path("/{id}/heartbeat")
    public Pulse heartbeat(@RestPath JobId id, @Valid @NotNull Beat beat) {
        Caller.Holder holder = callers.holder(id.value(), beat.epoch());
        return new Pulse(
                Math.toIntExact(config.lease().toSeconds()),
                leases.renew(holder.tendril(), new HeldJob(id.value(), beat.epoch())));
    }

    private static JobMove move(JobStatus status) {
        return switch (status) {
            case PROCESSING -> JobMove.START;
            case SUCCESS -> JobMove.SUCCEED;
            case FAILED -> JobMove.FAIL;
            case CANCELLED -> JobMove.STOP;
            case QUEUED -> JobMove.RELEASE;
            case CLAIMED ->
                    throw ProblemException.invalid("status", "CLAIMED is reached by a claim only");
        };
    }

    private Work work(JobQueue.Claim claim) throws JsonProcessingException {
        Job job = claim.job();
        return new Work(
                new WorkJob(
                        job.id(),
                        job.jobType(),
                        job.attempt(),
                        job.vineId(),
                        job.vineyardId(),
                        job.configHash()),
                configuration(claim),
                claim.plan(),
                claim.token().clear(),
                new WorkLease(claim.epoch(), Math.toIntExact(config.lease().toSeconds())),
                new WorkLog(claim.nextSeq(), logs.flushIntervalMs(), logs.chunkBytesMax()));
    }

    /** The frozen configuration, with the values of its secret variables. */
    private JsonNode configuration(JobQueue.Claim claim) throws JsonProcessingException {
        JsonNode snapshot = json.readTree(claim.configSnapshot());
        for (JsonNode variable : snapshot.path("variables")) {
            if (variable instanceof ObjectNode secret && secret.path("secret").booleanValue()) {
                secret.remove("revision");
                for (SecretValue value : claim.secrets()) {
                    if (value.name().equals(secret.path("name").textValue())
                            && value.kind().equals(secret.path("kind").textValue())) {
                        secret.put("value", value.value());
                    }
                }
            }
        }
        return snapshot;
    }

    /**
     * How a job is claimed.
     *
     * @param appliesPlans whether the Tendril can apply a reviewed plan; null: it cannot
     * @param moduleSources the kinds of module sources that it knows; null: files only
     */
    @Schema(name = "ClaimRequest")
    record Claim(
            @Nullable @Min(0) @Max(25) Integer waitSeconds,
            @Nullable Boolean appliesPlans,
            @Nullable @Size(max = 20) List<@NotNull String> moduleSources) {}

    /**
     * What has become of a job.
     *
     * @param errorCode a word of docs/errors.md; one that is not known there says nothing
     */
    @Schema(name = "StatusReport")
    record Report(
            @NotNull JobStatus status,
            long epoch,
            @Nullable String errorMessage,
            @Nullable
                    @Schema(
                            description =
                                    "OUTCOME_UNKNOWN, PLAN_STALE, PLAN_ALTERED, PLAN_NOT_AVAILABLE"
                                            + " or MODULE_NOT_AVAILABLE; another word says nothing")
                    String errorCode,
            @Nullable @Schema(type = SchemaType.OBJECT) JsonNode executionMetadata) {}

    /**
     * A claimed job: what to run, under which lease, and how its log is sent.
     *
     * @param jobToken for the header {@code X-Job-Token} of every later call on the job
     */
    @Schema(name = "Lease")
    record Work(
            WorkJob job,
            @Schema(type = SchemaType.OBJECT) JsonNode configSnapshot,
            @Nullable Plan plan,
            String jobToken,
            WorkLease lease,
            WorkLog log) {
        @Override
        public String toString() {
            return "Work[" + job.id() + "]";
        }
    }

    @Schema(name = "LeasedJob")
    record WorkJob(
            UUID id,
            JobType jobType,
            int attempt,
            UUID vineId,
            UUID vineyardId,
            String configHash) {}

    /** The epoch goes with every later call on the job. */
    @Schema(name = "LeaseTerms")
    record WorkLease(long epoch, int seconds) {}

    @Schema(name = "JobBeat")
    record Beat(long epoch) {}

    /** How long the lease lasts from now on if it is good, and what is to be done. */
    @Schema(name = "JobPulse")
    record Pulse(int leaseSeconds, Directive directive) {}

    @Schema(name = "LeaseLogTerms")
    record WorkLog(long nextSeq, int flushIntervalMs, int chunkBytesMax) {}
}
