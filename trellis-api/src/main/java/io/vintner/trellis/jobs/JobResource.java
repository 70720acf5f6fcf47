package io.vintner.trellis.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.idempotency.IdempotentCalls;
import io.vintner.trellis.idempotency.IdempotentCalls.Call;
import io.vintner.trellis.pages.Cursor;
import io.vintner.trellis.pages.PageOf;
import io.vintner.trellis.plans.Plan;
import io.vintner.trellis.plans.Plans;
import io.vintner.trellis.problem.PageLimit;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.vines.VineId;
import io.vintner.trellis.vineyards.VineyardId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Jobs over HTTP, for users. */
@Path("/api/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "jobs")
class JobResource {

    private final Callers callers;
    private final IdempotentCalls calls;
    private final Jobs jobs;
    private final ObjectMapper json;

    JobResource(Callers callers, IdempotentCalls calls, Jobs jobs, ObjectMapper json) {
        this.callers = callers;
        this.calls = calls;
        this.jobs = jobs;
        this.json = json;
    }

    @GET
    public PageOf<Job> list(
            @RestQuery @Nullable String status,
            @RestQuery("vineyard_id") @Nullable VineyardId vineyardId,
            @RestQuery("vine_id") @Nullable VineId vineId,
            @RestQuery @Nullable Integer limit,
            @RestQuery @Nullable String cursor) {
        JobFilter filter =
                JobFilter.of(new JobFilter.Question(status, vineyardId, vineId, limit, cursor));
        return filter.page()
                .page(
                        jobs.list(callers.person(), filter),
                        job -> Cursor.of(job.createdAt(), job.id()));
    }

    @POST
    @ResponseStatus(201)
    public RestResponse<Job> create(
            @RestHeader(IdempotentCalls.HEADER) @Nullable @Size(min = 1, max = 200) String key,
            @Valid @NotNull New wanted) {
        Caller.User user = callers.user();
        Jobs.Wish wish =
                new Jobs.Wish(
                        new VineId(wanted.vineId()),
                        wanted.jobType(),
                        wanted.assignedWorkerId(),
                        wanted.requiredLabels() == null ? Map.of() : wanted.requiredLabels(),
                        plan(wanted),
                        null);
        return created(
                calls.once(Call.of(user, key, wanted), Job.class, () -> jobs.create(user, wish)));
    }

    private static RestResponse<Job> created(Job job) {
        return RestResponse.ResponseBuilder.<Job>created(URI.create("/api/jobs/" + job.id()))
                .entity(job)
                .build();
    }

    private static Plans.@Nullable Wanted plan(New wanted) {
        if (wanted.planJobId() == null) {
            return null;
        }
        if (wanted.jobType() != JobType.DEPLOY) {
            throw ProblemException.invalid("plan_job_id", "is for a DEPLOY only");
        }
        return new Plans.Wanted(wanted.planJobId(), wanted.planSha256());
    }

    @GET
    @Path("/{id}")
    public Job get(@RestPath JobId id) {
        return jobs.get(callers.person(), id);
    }

    @GET
    @Path("/{id}/details")
    public Details details(@RestPath JobId id) throws JsonProcessingException {
        Jobs.Story story = jobs.story(callers.person(), id);
        String metadata = story.details().executionMetadata();
        return new Details(
                json.readTree(story.details().configSnapshot()),
                metadata == null ? null : json.readTree(metadata),
                story.plan(),
                story.events());
    }

    @GET
    @Path("/{id}/events")
    public Events events(
            @RestPath JobId id,
            @RestQuery @Nullable Long after,
            @RestQuery @Nullable Integer limit) {
        int rows = PageLimit.of(limit, Jobs.EVENTS_MAX, Jobs.EVENTS_MAX);
        long from = after == null ? 0 : after;
        List<HistoryTable.Event> events = jobs.events(callers.person(), id, from, rows);
        return new Events(events, events.isEmpty() ? from : events.getLast().id());
    }

    @POST
    @Path("/{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    public Job cancel(
            @RestPath JobId id,
            @RestHeader(IdempotentCalls.HEADER) @Nullable @Size(min = 1, max = 200) String key,
            @RestQuery @Nullable String mode) {
        Caller.Person caller = callers.person();
        CancelMode how = mode == null ? CancelMode.GRACEFUL : CancelMode.of(mode);
        return calls.once(
                Call.of(caller, key, null), Job.class, () -> jobs.cancel(caller, id, how));
    }

    @POST
    @Path("/{id}/rerun")
    @Consumes(MediaType.WILDCARD)
    @ResponseStatus(201)
    @APIResponse(responseCode = "201", description = "another job")
    public RestResponse<Job> rerun(
            @RestPath JobId id,
            @RestHeader(IdempotentCalls.HEADER) @Nullable @Size(min = 1, max = 200) String key) {
        Caller.User user = callers.user();
        return created(calls.once(Call.of(user, key, null), Job.class, () -> jobs.rerun(user, id)));
    }

    /**
     * What a job is asked for with.
     *
     * @param requiredLabels what its Tendril must have, each with that value; null: nothing
     * @param planJobId the reviewed PLAN that a DEPLOY applies; null: it plans by itself
     * @param planSha256 of the plan that was reviewed; null: not checked
     */
    @Schema(name = "NewJob")
    record New(
            @NotNull UUID vineId,
            @NotNull JobType jobType,
            @Nullable UUID assignedWorkerId,
            @Nullable @Size(max = 20)
                    Map<
                                    @Size(min = 1, max = 100) @Pattern(regexp = "\\P{Cntrl}*")
                                    String,
                                    @NotNull @Size(max = 200) @Pattern(regexp = "\\P{Cntrl}*")
                                    String>
                            requiredLabels,
            @Nullable UUID planJobId,
            @Nullable @Pattern(regexp = "[0-9a-f]{64}") String planSha256) {}

    /**
     * A page of a job's history, oldest first.
     *
     * @param nextAfter to be given as {@code after} for the next page
     */
    @Schema(name = "JobEventPage")
    record Events(List<HistoryTable.Event> items, long nextAfter) {
        Events {
            items = List.copyOf(items);
        }
    }

    @Schema(name = "JobDetails")
    record Details(
            @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)
                    JsonNode configSnapshot,
            @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)
                    @Nullable JsonNode executionMetadata,
            @Nullable Plan plan,
            List<HistoryTable.Event> events) {
        Details {
            events = List.copyOf(events);
        }
    }
}
