package io.vintner.trellis.jobs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vintner.trellis.auth.LogFields;
import io.vintner.trellis.auth.OpaqueToken;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.StatementFailedException;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.idempotency.CallKey;
import io.vintner.trellis.idempotency.KeyTable;
import io.vintner.trellis.jobs.ClaimKeyTable.Answered;
import io.vintner.trellis.jobs.HistoryTable.Actor;
import io.vintner.trellis.locks.StateLocks;
import io.vintner.trellis.plans.Plan;
import io.vintner.trellis.plans.Plans;
import io.vintner.trellis.vines.SecretValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hands queued jobs to Tendrils: each job to one, at most one mutating job of a vine at a time, and
 * at most one job at a time to a Tendril of the platform.
 */
@Startup
@ApplicationScoped
class JobQueue {

    private static final Logger LOG = Logger.getLogger(JobQueue.class);

    /** How often in one look another claim may be faster on the same vine. */
    private static final int TRIES_MAX = 5;

    private final Transactions transactions;
    private final JobTable jobs;
    private final LeaseTable leases;
    private final HistoryTable history;
    private final KeyTable keys;
    private final ClaimKeyTable claimKeys;
    private final JobSecrets secrets;
    private final JobTokens tokens;
    private final StateLocks locks;
    private final Plans plans;
    private final JobDoorbell doorbell;
    private final JobsConfig config;
    private final Counter claimed;

    JobQueue(
            Transactions transactions,
            JobTables tables,
            StateLocks locks,
            JobDoorbell doorbell,
            JobsConfig config,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.jobs = tables.jobs();
        this.leases = tables.leases();
        this.history = tables.history();
        this.keys = tables.keys();
        this.claimKeys = tables.claimKeys();
        this.secrets = tables.secrets();
        this.tokens = tables.tokens();
        this.locks = locks;
        this.plans = tables.plans();
        this.doorbell = doorbell;
        this.config = config;
        this.claimed = metrics.counter("vintner_trellis_jobs_claimed_total");
    }

    /**
     * A claimed job.
     *
     * @param configSnapshot JSON
     * @param secrets the values of its secret variables, in clear
     * @param plan what it is to apply; null: no plan was reviewed
     * @param token good for this lease of the job
     * @param nextSeq the number of its next log chunk
     */
    record Claim(
            Job job,
            String configSnapshot,
            List<SecretValue> secrets,
            @Nullable Plan plan,
            long epoch,
            OpaqueToken token,
            long nextSeq) {}

    /**
     * What a Tendril looks for.
     *
     * @param waitMax how long; cut to the configured maximum
     * @param key the caller's idempotency key: the same key answers the same lease while it is
     *     current; null: none
     */
    record Wish(Duration waitMax, Ability ability, @Nullable String key) {}

    /** Waits for a job that the Tendril may have. */
    Optional<Claim> claim(TendrilId tendril, Wish wish) {
        Duration wait = wish.waitMax();
        Duration most = wait.compareTo(config.claimWaitMax()) < 0 ? wait : config.claimWaitMax();
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            long ticket = doorbell.ticket();
            Optional<Claim> claim = look(tendril, wish);
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            if (claim.isPresent() || left.isZero()) {
                return claim;
            }
            Duration pause =
                    left.compareTo(config.claimRecheckEvery()) < 0
                            ? left
                            : config.claimRecheckEvery();
            if (!doorbell.awaitRing(ticket, pause)) {
                return Optional.empty();
            }
        }
    }

    private Optional<Claim> look(TendrilId tendril, Wish wish) {
        for (int tries = 1; ; tries++) {
            try {
                return transactions.run(session -> claimOnce(session, tendril, wish));
            } catch (StatementFailedException refused) {
                if (!refused.violatesUnique(JobTable.ONE_MUTATING)) {
                    throw refused;
                }
            } catch (OvertakenException _) {
                LogFields.clear();
                LogFields.tendril(tendril);
                LOG.debug("a claim was overtaken");
            }
            if (tries == TRIES_MAX) {
                return Optional.empty();
            }
        }
    }

    private Optional<Claim> claimOnce(Session session, TendrilId tendril, Wish wish) {
        String key = wish.key();
        if (key == null) {
            return claimNext(session, tendril, wish);
        }
        CallKey record = new CallKey("claim " + tendril.value(), key);
        keys.hold(session, record);
        Optional<Claim> before =
                claimKeys
                        .find(session, record)
                        .flatMap(answered -> repeat(session, tendril, answered));
        if (before.isPresent()) {
            return before;
        }
        Optional<Claim> claim = claimNext(session, tendril, wish);
        claim.ifPresent(made ->
                claimKeys.put(session, record, new Answered(made.job().id(), made.epoch())));
        return claim;
    }

    /** The same answer again, as long as its lease is the current one and the job not started. */
    private Optional<Claim> repeat(Session session, TendrilId tendril, Answered answered) {
        JobId id = new JobId(answered.job());
        long epoch = answered.epoch();
        return leases.find(session, id)
                .filter(lease -> lease.isOf(tendril, epoch) && !lease.ended())
                .flatMap(lease -> jobs.find(session, id))
                .map(job -> claim(session, tendril, job, epoch));
    }

    private Optional<Claim> claimNext(Session session, TendrilId tendril, Wish wish) {
        jobs.holdPlatforms(session, tendril);
        return jobs.claimNext(session, tendril, wish.ability(), plans.life())
                .map(job -> {
                    JobId id = job.jobId();
                    // First the head, then the lease: the order in which appends lock them.
                    leases.beginLog(session, id, job.attempt());
                    long epoch = leases.begin(session, id, tendril, config.lease());
                    LogFields.lease(job.id(), tendril, epoch);
                    if (job.jobType().mutating()
                            && !(locks.takeForJob(session, job.vine(), job.id(), epoch)
                                    && planHolds(session, job))) {
                        throw new OvertakenException();
                    }
                    history.add(
                            session,
                            id,
                            "claimed",
                            Actor.tendril(tendril.value()),
                            Map.of("epoch", epoch, "attempt", job.attempt()));
                    claimed.increment();
                    LOG.infof(
                            "job claimed, jobId=%s tendrilId=%s epoch=%d",
                            job.id(), tendril.value(), epoch);
                    return claim(session, tendril, job, epoch);
                });
    }

    /** Asked again with the vine's lock held: from here on nobody changes the state. */
    private boolean planHolds(Session session, Job job) {
        return job.planJobId() == null || plans.stillHolds(session, job.id());
    }

    /** Somebody else was faster to the vine's lock: rolls the claim back. */
    private static final class OvertakenException extends RuntimeException {
        OvertakenException() {
            super(null, null, false, false);
        }
    }

    private Claim claim(Session session, TendrilId tendril, Job job, long epoch) {
        String snapshot =
                history.details(session, job.jobId())
                        .map(HistoryTable.Details::configSnapshot)
                        .orElseThrow(() -> new IllegalStateException("a job without a snapshot"));
        return new Claim(
                job,
                snapshot,
                secrets.open(session, job.jobId()),
                plans.ofDeploy(session, job.id()).orElse(null),
                epoch,
                // A lease that is repeated may have come to its end just now.
                tokens.of(session, new JobTokenTable.Lease(job.jobId(), tendril, epoch))
                        .orElseThrow(OvertakenException::new),
                leases.beginLog(session, job.jobId(), job.attempt()));
    }
}
