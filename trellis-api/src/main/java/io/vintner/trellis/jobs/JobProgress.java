package io.vintner.trellis.jobs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.jobs.HistoryTable.Actor;
import io.vintner.trellis.locks.StateLocks;
import io.vintner.trellis.plans.Plans;
import io.vintner.trellis.prices.PriceList;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.vines.Vines;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Moves jobs on: what their Tendril reports, and what follows for the vine. Every update repeats
 * the state that it started from, and is made with the job's row held.
 */
@Startup
@ApplicationScoped
class JobProgress {

    private static final Logger LOG = Logger.getLogger(JobProgress.class);

    private final Transactions transactions;
    private final JobTable jobs;
    private final LeaseTable leases;
    private final HistoryTable history;
    private final JobSecrets secrets;
    private final StateLocks locks;
    private final Plans plans;
    private final Vines vines;
    private final PriceList prices;
    private final MeterRegistry metrics;

    JobProgress(
            Transactions transactions,
            JobTables tables,
            StateLocks locks,
            Vines vines,
            PriceList prices,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.jobs = tables.jobs();
        this.leases = tables.leases();
        this.history = tables.history();
        this.secrets = tables.secrets();
        this.locks = locks;
        this.plans = tables.plans();
        this.vines = vines;
        this.prices = prices;
        this.metrics = metrics;
        // From the start: what appears with its first event has grown by nothing, to an alert.
        Stream.of(JobStatus.SUCCESS, JobStatus.FAILED, JobStatus.CANCELLED).forEach(this::ended);
    }

    /**
     * What a Tendril reports of a job that it holds.
     *
     * @param message what went wrong, for people; null when nothing did
     * @param code the same for programs; null when it has no name
     */
    record Report(
            JobMove move,
            JobStatus status,
            long epoch,
            @Nullable String message,
            @Nullable FailureCode code,
            ExecutionMetadata metadata) {}

    private sealed interface Outcome {
        record Moved(Job job) implements Outcome {}

        record Refused(JobStatus present) implements Outcome {}
    }

    /**
     * Makes the move that {@code tendril} reports. The same report again answers the same job.
     *
     * @throws ProblemException 404, 409 {@code lease-lost}, 409 {@code illegal-transition}
     */
    Job report(TendrilId tendril, JobId id, Report report) {
        Outcome outcome = transactions.run(session -> report(session, tendril, id, report));
        return switch (outcome) {
            case Outcome.Moved(Job job) -> job;
            case Outcome.Refused(JobStatus present) -> throw illegal(present);
        };
    }

    private Outcome report(Session session, TendrilId tendril, JobId id, Report report) {
        Job job = jobs.lock(session, id).orElseThrow(() -> ProblemException.notFound("job"));
        LeaseTable.Lease lease =
                leases.find(session, id)
                        .filter(held -> held.isOf(tendril, report.epoch()))
                        .orElseThrow(() -> Leases.lost(job.status()));
        var next = job.state().after(report.move());
        Actor actor = Actor.tendril(tendril.value());
        if (next.isPresent()) {
            leases.seen(session, id, report.epoch());
            return new Outcome.Moved(move(session, job, next.get(), report, actor));
        }
        if (job.status() == report.status() && !lease.lost()) {
            return new Outcome.Moved(job);
        }
        if (lease.lost()) {
            // The verdict stands; what the Tendril says after it is kept beside it.
            history.add(
                    session,
                    id,
                    "late-outcome",
                    actor,
                    Map.of("status", report.status().name(), "epoch", report.epoch()));
        }
        return new Outcome.Refused(job.status());
    }

    private Job move(Session session, Job job, JobState next, Report report, Actor actor) {
        return switch (next) {
            case JobState.Queued _ -> requeue(session, job, job.attempt(), "released", actor);
            case JobState.Processing _ -> start(session, job, actor);
            case JobState.Ended(JobStatus status) -> {
                JobId id = job.jobId();
                if (report.metadata().isPresent()) {
                    history.setMetadata(session, id, report.metadata().json());
                }
                boolean unknown =
                        status != JobStatus.SUCCESS
                                && job.jobType().mutating()
                                && outcomeUnknown(session, id, report);
                leases.end(session, id, false);
                settleVine(session, job, status, report.metadata(), unknown);
                if (unknown) {
                    locks.quarantine(session, job.vine(), job.id());
                }
                yield end(
                        session,
                        job,
                        JobEnd.reported(status, report.code(), report.message()),
                        actor);
            }
            case JobState.Claimed _ -> throw new IllegalStateException("a report never claims");
        };
    }

    /** Whether nobody knows how far Terraform got: the Tendril says so, or it was killed. */
    private boolean outcomeUnknown(Session session, JobId id, Report report) {
        return report.code() == FailureCode.OUTCOME_UNKNOWN
                || leases.find(session, id)
                        .filter(lease -> lease.cancelMode() == CancelMode.FORCE)
                        .isPresent();
    }

    private Job start(Session session, Job job, Actor actor) {
        Job started = jobs.start(session, job).orElseThrow(() -> illegal(job.status()));
        job.jobType().vineChange().ifPresent(change -> vines.begun(session, job.vine(), change));
        history.add(session, job.jobId(), "started", actor);
        return started;
    }

    private void settleVine(
            Session session,
            Job job,
            JobStatus status,
            ExecutionMetadata metadata,
            boolean unknown) {
        job.jobType()
                .vineChange()
                .ifPresent(change -> {
                    if (status == JobStatus.SUCCESS) {
                        vines.done(
                                session,
                                job.vine(),
                                change,
                                prices.monthlyCost(metadata.resources()));
                    } else {
                        vines.failed(session, job.vine(), change, unknown);
                    }
                });
    }

    /** Puts the job back into the queue; its lease is over. */
    Job requeue(Session session, Job job, int attempt, String event, Actor actor) {
        Job queued = jobs.requeue(session, job, attempt).orElseThrow(() -> illegal(job.status()));
        leases.remove(session, job.jobId());
        locks.release(session, job.vine(), job.id());
        history.add(session, job.jobId(), event, actor, Map.of("attempt", attempt));
        LOG.infof("job queued again, jobId=%s reason=%s", job.id(), event);
        return queued;
    }

    /** Ends the job, finally. */
    Job end(Session session, Job job, JobEnd end, Actor actor) {
        Job ended = jobs.end(session, job, end).orElseThrow(() -> illegal(job.status()));
        secrets.forget(session, job.jobId());
        locks.release(session, job.vine(), job.id());
        if (job.startedAt() == null) {
            plans.giveBack(session, job.id());
        }
        String errorCode = end.errorCode();
        history.add(
                session,
                job.jobId(),
                end.status().name().toLowerCase(Locale.ROOT),
                actor,
                errorCode == null ? Map.of() : Map.of("error_code", errorCode));
        ended(end.status()).increment();
        LOG.infof("job ended, jobId=%s status=%s", job.id(), end.status());
        return ended;
    }

    private Counter ended(JobStatus status) {
        return metrics.counter("vintner_trellis_jobs_ended_total", "status", status.name());
    }

    static ProblemException illegal(JobStatus present) {
        return new ProblemException(
                ProblemType.ILLEGAL_TRANSITION,
                "a job that is " + present + " cannot do this",
                Map.of("present", present.name()));
    }
}
