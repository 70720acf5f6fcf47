package io.vintner.trellis.jobs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vintner.trellis.auth.LogFields;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.idempotency.KeyTable;
import io.vintner.trellis.jobs.HistoryTable.Actor;
import io.vintner.trellis.locks.StateLocks;
import io.vintner.trellis.plans.Plans;
import io.vintner.trellis.vines.Vines;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The verdicts on jobs whose Tendril is silent, and on jobs that nobody takes. */
@Startup
@ApplicationScoped
public class JobSweep {

    private static final int BATCH = 100;

    private final Transactions transactions;
    private final JobTable jobs;
    private final LeaseTable leases;
    private final KeyTable keys;
    private final JobTokens tokens;
    private final JobProgress progress;
    private final StateLocks locks;
    private final Plans plans;
    private final Vines vines;
    private final JobsConfig config;
    private final Counter lost;

    JobSweep(
            Transactions transactions,
            JobTables tables,
            JobProgress progress,
            StateLocks locks,
            Vines vines,
            JobsConfig config,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.jobs = tables.jobs();
        this.leases = tables.leases();
        this.keys = tables.keys();
        this.tokens = tables.tokens();
        this.progress = progress;
        this.locks = locks;
        this.plans = tables.plans();
        this.vines = vines;
        this.config = config;
        this.lost = metrics.counter("vintner_trellis_jobs_lost_total");
    }

    private record Verdicts(int given, int lost) {}

    /** Judges every job whose lease ran out; answers how many. */
    public int lapse() {
        Verdicts verdicts =
                transactions.run(session -> {
                    List<Job> lapsed = jobs.lapsed(session, config.agentLostAfter(), BATCH);
                    int ended = 0;
                    for (Job job : lapsed) {
                        ended += judged(session, job) ? 1 : 0;
                    }
                    return new Verdicts(lapsed.size(), ended);
                });
        lost.increment(verdicts.lost());
        return verdicts.given();
    }

    /** Says of queued jobs why nobody takes them; answers of how many that changed. */
    public int tellWaits() {
        return transactions.run(session -> jobs.tellWaits(session, null, BATCH));
    }

    /** Fails every job that waited for too long, or whose plan did; answers how many. */
    public int expire() {
        return transactions.run(session -> {
            List<Job> expired = jobs.expired(session, config.queueAgeMax(), BATCH);
            for (Job job : expired) {
                expire(session, job, JobEnd.expired(job.waitingReason()));
            }
            List<Job> planless = jobs.planless(session, plans.life(), BATCH);
            for (Job job : planless) {
                expire(session, job, JobEnd.planStale());
            }
            return expired.size() + planless.size();
        });
    }

    private void expire(Session session, Job job, JobEnd end) {
        if (job.state().after(JobMove.EXPIRE).isPresent()) {
            LogFields.job(job.id());
            try {
                progress.end(session, job, end, Actor.SYSTEM);
            } finally {
                LogFields.clear();
            }
        }
    }

    /** Deletes plan artefacts that are of no more use; answers how many. */
    public int forgetPlans() {
        return transactions.run(plans::forget);
    }

    /** Forgets old idempotency keys; answers how many. */
    public int forgetKeys() {
        return transactions.run(session -> keys.forget(session, config.idempotencyKept()));
    }

    /** Deletes the tokens of jobs that are no longer valid; answers how many. */
    public int forgetTokens() {
        return tokens.forget();
    }

    private boolean judged(Session session, Job job) {
        try {
            leases.find(session, job.jobId())
                    .ifPresent(lease ->
                            LogFields.lease(
                                    job.id(), new TendrilId(lease.worker()), lease.epoch()));
            return lapse(session, job);
        } finally {
            LogFields.clear();
        }
    }

    /** Whether the job has ended by it; else it is queued again. */
    private boolean lapse(Session session, Job job) {
        boolean started = job.status() == JobStatus.PROCESSING;
        boolean again = !job.jobType().mutating() && job.attempt() < config.attemptsMax();
        JobMove move =
                started && !job.jobType().mutating() && !again ? JobMove.GIVE_UP : JobMove.LAPSE;
        return switch (job.state().after(move).orElseThrow()) {
            case JobState.Queued _ -> {
                progress.requeue(
                        session,
                        job,
                        started ? job.attempt() + 1 : job.attempt(),
                        "lapsed",
                        Actor.SYSTEM);
                yield false;
            }
            case JobState.Ended _ -> {
                leases.end(session, job.jobId(), true);
                job.jobType()
                        .vineChange()
                        .ifPresent(change -> vines.failed(session, job.vine(), change, true));
                // First the vine, then its lock: the order in which its owner's calls hold them.
                locks.quarantine(session, job.vine(), job.id());
                progress.end(
                        session,
                        job,
                        move == JobMove.GIVE_UP
                                ? JobEnd.givenUp(job.attempt())
                                : JobEnd.agentLost(),
                        Actor.SYSTEM);
                yield true;
            }
            case JobState.Claimed _, JobState.Processing _ ->
                    throw new IllegalStateException("a lapse never moves a job forward");
        };
    }
}
