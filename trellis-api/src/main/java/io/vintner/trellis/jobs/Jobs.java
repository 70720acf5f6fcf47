package io.vintner.trellis.jobs;

import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.jobs.HistoryTable.Actor;
import io.vintner.trellis.locks.StateLocks;
import io.vintner.trellis.plans.Plan;
import io.vintner.trellis.plans.Plans;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.tendrils.Tendrils;
import io.vintner.trellis.vines.ConfigSnapshot;
import io.vintner.trellis.vines.Vine;
import io.vintner.trellis.vines.VineId;
import io.vintner.trellis.vines.Vines;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a user may do with jobs. */
@ApplicationScoped
public class Jobs {

    /** Most events that are told with the details of a job. */
    static final int EVENTS_MAX = 200;

    private final Transactions transactions;
    private final JobTable jobs;
    private final LeaseTable leases;
    private final HistoryTable history;
    private final JobSecrets secrets;
    private final JobProgress progress;
    private final StateLocks locks;
    private final Plans plans;
    private final Vines vines;
    private final Tendrils tendrils;

    Jobs(
            Transactions transactions,
            JobTables tables,
            JobProgress progress,
            StateLocks locks,
            Vines vines,
            Tendrils tendrils) {
        this.transactions = transactions;
        this.jobs = tables.jobs();
        this.leases = tables.leases();
        this.history = tables.history();
        this.secrets = tables.secrets();
        this.progress = progress;
        this.locks = locks;
        this.plans = tables.plans();
        this.vines = vines;
        this.tendrils = tendrils;
    }

    /**
     * What a user asks for.
     *
     * @param labels that its Tendril must have
     * @param rerunOf the ended job that it repeats; null: none
     */
    record Wish(
            VineId vine,
            JobType type,
            @Nullable UUID assignedWorker,
            Map<String, String> labels,
            Plans.@Nullable Wanted plan,
            @Nullable UUID rerunOf) {

        static Wish again(Job job) {
            Map<String, String> labels = new TreeMap<>();
            job.requiredLabels().forEach((name, value) -> labels.put(name, value.toString()));
            UUID plan = job.planJobId();
            return new Wish(
                    job.vine(),
                    job.jobType(),
                    job.assignedWorkerId(),
                    labels,
                    plan == null ? null : new Plans.Wanted(plan, null),
                    job.id());
        }
    }

    /** A job that the caller may see, or a 404. */
    public Job get(Caller.Person caller, JobId id) {
        return transactions
                .as(caller.reader(), session -> jobs.findVisible(session, id))
                .orElseThrow(() -> ProblemException.notFound("job"));
    }

    List<Job> list(Caller.Person caller, JobFilter filter) {
        return transactions.as(caller.reader(), session -> jobs.listVisible(session, filter));
    }

    /** The wide parts and the history of a job. */
    record Story(
            HistoryTable.Details details, @Nullable Plan plan, List<HistoryTable.Event> events) {}

    Story story(Caller.Person caller, JobId id) {
        get(caller, id);
        return transactions.run(session ->
                new Story(
                        history.details(session, id)
                                .orElseThrow(() -> ProblemException.notFound("job")),
                        plans.find(session, id.value())
                                .or(() -> plans.ofDeploy(session, id.value()))
                                .orElse(null),
                        history.events(session, id, 0, EVENTS_MAX)));
    }

    /** A page of the history of a job that the caller may see, oldest first. */
    List<HistoryTable.Event> events(Caller.Person caller, JobId id, long after, int limit) {
        get(caller, id);
        return transactions.run(session -> history.events(session, id, after, limit));
    }

    /** Queues a job with the vine's configuration as it is now. */
    Job create(Caller.User user, Wish wish) {
        if (!wish.type().supported()) {
            throw new ProblemException(
                    ProblemType.JOB_TYPE_NOT_SUPPORTED,
                    "jobs are PLAN, DEPLOY, DESTROY or CONNECTION_TEST");
        }
        UUID assigned = wish.assignedWorker();
        if (assigned != null) {
            tendrils.get(user, new TendrilId(assigned));
        }
        return transactions.run(session -> queue(session, user, wish));
    }

    /**
     * Queues another job for what an ended one was for: the same vine, type, Tendril, labels and
     * reviewed plan, with the vine's configuration as it is now. Whatever refuses a new job refuses
     * this one, so a plan that was applied is not applied again.
     */
    Job rerun(Caller.User user, JobId id) {
        Job job = get(user, id);
        return switch (job.state()) {
            case JobState.Ended _ -> create(user, Wish.again(job));
            case JobState.Queued _, JobState.Claimed _, JobState.Processing _ ->
                    throw new ProblemException(
                            ProblemType.ILLEGAL_TRANSITION,
                            "a job is run again when it has ended",
                            Map.of("present", job.status().name()));
        };
    }

    private Job queue(Session session, Caller.User user, Wish wish) {
        Vine vine = vines.hold(session, user.id(), wish.vine());
        if (wish.type() == JobType.DESTROY && !vine.status().hasResources()) {
            throw new ProblemException(
                    ProblemType.VINE_NOT_DEPLOYED,
                    "the vine is " + vine.status() + ": there is nothing to destroy",
                    Map.of("present", vine.status().name()));
        }
        if (wish.type().mutating() && locks.isQuarantined(session, wish.vine())) {
            throw new ProblemException(
                    ProblemType.VINE_NEEDS_RECONCILE,
                    "a Tendril was lost while it changed the vine: look, then reconcile the vine");
        }
        ConfigSnapshot snapshot = vines.freeze(session, vine);
        Plans.Wanted plan = wish.plan();
        if (plan != null) {
            requireReviewed(session, user, plan, vine, snapshot.hash());
        }
        Job job =
                jobs.insert(
                        session,
                        new JobTable.NewJob(
                                user.id(),
                                vine.id(),
                                vine.vineyardId(),
                                wish.type(),
                                wish.assignedWorker(),
                                plan == null ? null : plan.job(),
                                snapshot.hash(),
                                wish.labels()));
        if (plan != null) {
            plans.use(session, plan.job(), job.id());
        }
        history.freeze(session, job.jobId(), snapshot.json(), snapshot.module().kind());
        secrets.freeze(session, job.jobId(), vines.secrets(session, vine));
        history.add(session, job.jobId(), "queued", Actor.of(user), queued(job, wish.rerunOf()));
        return jobs.tellWaits(session, job.jobId(), 1) == 0
                ? job
                : jobs.find(session, job.jobId()).orElseThrow();
    }

    private static Map<String, Object> queued(Job job, @Nullable UUID rerunOf) {
        Map<String, Object> detail = new HashMap<>();
        if (job.unreviewed()) {
            detail.put("unreviewed", true);
        }
        if (rerunOf != null) {
            detail.put("rerun_of", rerunOf.toString());
        }
        return detail;
    }

    /** Refuses a plan that is not of a successful PLAN, or that may not be applied now. */
    private void requireReviewed(
            Session session, Caller.User user, Plans.Wanted plan, Vine vine, String configHash) {
        boolean made =
                jobs.lockOwn(session, user.id(), new JobId(plan.job()))
                        .filter(job -> job.jobType() == JobType.PLAN)
                        .filter(job -> job.status() == JobStatus.SUCCESS)
                        .isPresent();
        if (!made) {
            throw new ProblemException(
                    ProblemType.PLAN_NOT_AVAILABLE, "the job is no successful PLAN of yours");
        }
        plans.require(session, plan, vine.id(), configHash);
    }

    /**
     * Cancels a job: at once while no Terraform runs for it; else its Tendril is told with its next
     * heartbeat, and the job goes on until Terraform has ended.
     */
    Job cancel(Caller.Person caller, JobId id, CancelMode mode) {
        return transactions.run(session -> {
            Job job =
                    jobs.lockOwn(session, caller.owner(), id)
                            .orElseThrow(() -> ProblemException.notFound("job"));
            if (job.status() == JobStatus.PROCESSING) {
                return ask(session, caller, job, mode);
            }
            if (job.state().after(JobMove.CANCEL).isEmpty()) {
                throw JobProgress.illegal(job.status());
            }
            leases.end(session, id, false);
            return progress.end(session, job, JobEnd.cancelled(), Actor.of(caller));
        });
    }

    private Job ask(Session session, Caller.Person caller, Job job, CancelMode mode) {
        CancelMode asked =
                leases.find(session, job.jobId())
                        .orElseThrow(() -> JobProgress.illegal(job.status()))
                        .cancelMode();
        if (mode == CancelMode.FORCE && asked == null) {
            throw new ProblemException(
                    ProblemType.ILLEGAL_TRANSITION,
                    "a job is asked to end gracefully before it is forced",
                    Map.of("present", job.status().name()));
        }
        if (asked == null || (mode == CancelMode.FORCE && asked == CancelMode.GRACEFUL)) {
            leases.cancel(session, job.jobId(), mode);
            history.add(
                    session,
                    job.jobId(),
                    "cancel-asked",
                    Actor.of(caller),
                    Map.of("mode", mode.word()));
        }
        return job;
    }
}
