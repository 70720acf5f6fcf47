package io.vintner.trellis.jobs;

import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.auth.Sha256;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.encryption.SealBrokenException;
import io.vintner.trellis.plans.Plan;
import io.vintner.trellis.plans.Plans;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes the plan of a running PLAN, and hands it to the DEPLOY that applies it. */
@ApplicationScoped
class PlanArtifacts {

    private static final Logger LOG = Logger.getLogger(PlanArtifacts.class);

    private final Transactions transactions;
    private final Leases leases;
    private final Plans plans;
    private final HistoryTable history;

    PlanArtifacts(Transactions transactions, Leases leases, Plans plans, HistoryTable history) {
        this.transactions = transactions;
        this.leases = leases;
        this.plans = plans;
        this.history = history;
    }

    /** The job, and the epoch of the lease on it, under which a Tendril asks. */
    record Under(TendrilId tendril, JobId job, long epoch) {}

    /** A plan and its bytes. */
    record Fetched(Plan plan, Buffer content) {}

    /**
     * A plan as it comes.
     *
     * @param moduleVersion what exactly the module was; null where the configuration says all
     * @param sha256 that the sender computed
     */
    record Sent(long stateVersion, @Nullable String moduleVersion, Buffer sha256, Buffer content) {}

    /** Stores the plan of a PLAN that is running. */
    Plan store(Under under, Sent sent) {
        if (!Buffer.buffer(Sha256.of(sent.content().getBytes())).equals(sent.sha256())) {
            throw new ProblemException(
                    ProblemType.DIGEST_MISMATCH, "the body is not what Content-Digest says");
        }
        return transactions.run(session -> {
            Job job = running(session, under, JobType.PLAN);
            if (sent.moduleVersion() == null && history.moduleMoves(session, job.jobId())) {
                throw ProblemException.invalid(
                        "module_version", "is needed: the module may be another one tomorrow");
            }
            return plans.put(
                    session,
                    new Plans.Made(
                            job.id(),
                            under.epoch(),
                            job.vineId(),
                            job.configHash(),
                            sent.stateVersion(),
                            sent.moduleVersion(),
                            sent.sha256(),
                            sent.content()));
        });
    }

    /**
     * The plan that a running DEPLOY applies.
     *
     * @throws ProblemException {@code plan-altered} if what is stored is not what was reviewed
     */
    Fetched fetch(Under under) {
        Fetched fetched =
                transactions.run(session -> {
                    Job job = running(session, under, JobType.DEPLOY);
                    Plan plan =
                            plans.ofDeploy(session, job.id())
                                    .orElseThrow(() -> ProblemException.notFound("plan"));
                    return new Fetched(plan, content(session, plan));
                });
        String sha256 = HexFormat.of().formatHex(Sha256.of(fetched.content().getBytes()));
        if (!sha256.equals(fetched.plan().sha256())) {
            throw altered(fetched.plan());
        }
        return fetched;
    }

    private Buffer content(Session session, Plan plan) {
        try {
            return plans.content(session, plan);
        } catch (SealBrokenException broken) {
            if (broken.altered()) {
                throw altered(plan);
            }
            throw broken;
        }
    }

    private static ProblemException altered(Plan plan) {
        LOG.errorf("a stored plan is not what was stored, jobId=%s", plan.jobId());
        return new ProblemException(
                ProblemType.PLAN_ALTERED, "the stored plan is not the one that was reviewed");
    }

    private Job running(Session session, Under under, JobType type) {
        Leases.Holding holding =
                leases.require(session, under.tendril(), under.job(), under.epoch());
        if (holding.lost()) {
            throw Leases.lost(holding.job().status());
        }
        Job job = holding.job();
        boolean over = job.state() instanceof JobState.Ended;
        if (job.jobType() != type || over) {
            throw JobProgress.illegal(job.status());
        }
        leases.seen(session, holding);
        return job;
    }
}
