package io.vintner.trellis.plans;

import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.encryption.SealedTable;
import io.vintner.trellis.encryption.Sealer;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps plans, and lets each be applied once, by whom it may. All in the caller's transaction. */
@ApplicationScoped
public class Plans {

    private final PlanTable table;
    private final Sealer sealer;
    private final PlansConfig config;

    Plans(PlanTable table, Sealer sealer, PlansConfig config) {
        this.table = table;
        this.sealer = sealer;
        this.config = config;
    }

    /**
     * A plan as its Tendril sends it.
     *
     * @param epoch of the PLAN's lease
     * @param stateVersion of the state that it was made from; 0 when there was none
     * @param moduleVersion what exactly the module was; null where the configuration says all
     * @param sha256 of the content
     */
    public record Made(
            UUID job,
            long epoch,
            UUID vine,
            String configHash,
            long stateVersion,
            @Nullable String moduleVersion,
            Buffer sha256,
            Buffer content) {}

    /**
     * What a DEPLOY wants to apply.
     *
     * @param job the PLAN
     * @param sha256 of the plan that was reviewed, in hex; null: whichever the job made
     */
    public record Wanted(UUID job, @Nullable String sha256) {}

    /**
     * Stores a plan; the same one again is no harm, a later attempt replaces it.
     *
     * @throws ProblemException {@code plan-exists}; {@code invalid-field} for a state that never
     *     was
     */
    public Plan put(Session session, Made made) {
        if (made.stateVersion() < 0
                || made.stateVersion() > table.stateVersion(session, made.vine())) {
            throw ProblemException.invalid("state_version", "is no version of the vine's state");
        }
        Optional<PlanTable.Kept> before = table.lock(session, made.job(), config.life());
        if (before.isPresent() && before.get().epoch() == made.epoch()) {
            Plan present = before.get().plan();
            String sha256 = HexFormat.of().formatHex(made.sha256().getBytes());
            if (present.sha256().equals(sha256)
                    && present.stateVersion() == made.stateVersion()
                    && Objects.equals(present.moduleVersion(), made.moduleVersion())) {
                return present;
            }
            throw new ProblemException(
                    ProblemType.PLAN_EXISTS, "the job has stored another plan already");
        }
        var row = SealedTable.PLANS.row(made.job());
        table.put(session, made, sealer.seal(row, made.content().getBytes()));
        return find(session, made.job()).orElseThrow();
    }

    /** What is known of the plan of a PLAN. */
    public Optional<Plan> find(Session session, UUID job) {
        return table.find(session, job, config.life()).map(PlanTable.Kept::plan);
    }

    /** What is known of the plan that a DEPLOY applies. */
    public Optional<Plan> ofDeploy(Session session, UUID deploy) {
        return table.findUsedBy(session, deploy, config.life()).map(PlanTable.Kept::plan);
    }

    /** The artefact. */
    public Buffer content(Session session, Plan plan) {
        return table.content(session, plan.jobId())
                .map(sealed -> sealer.open(SealedTable.PLANS.row(plan.jobId()), sealed))
                .map(Buffer::buffer)
                .orElseThrow(() -> ProblemException.notFound("plan"));
    }

    /**
     * Refuses a plan that may not be applied now, and holds one that may, until the transaction
     * ends.
     *
     * @param configHash of the configuration that is to be deployed
     * @throws ProblemException {@code plan-not-available}, {@code plan-used}, {@code plan-expired},
     *     {@code plan-stale}
     */
    public void require(Session session, Wanted wanted, UUID vine, String configHash) {
        PlanTable.Kept kept =
                table.lock(session, wanted.job(), config.life())
                        .filter(plan -> plan.vine().equals(vine))
                        .orElseThrow(() ->
                                new ProblemException(
                                        ProblemType.PLAN_NOT_AVAILABLE,
                                        "no plan of this job is kept for this vine"));
        Plan plan = kept.plan();
        UUID usedBy = plan.usedBy();
        if (usedBy != null) {
            throw new ProblemException(
                    ProblemType.PLAN_USED,
                    "a job applies this plan, or has",
                    Map.of("used_by", usedBy.toString()));
        }
        if (kept.expired()) {
            throw new ProblemException(
                    ProblemType.PLAN_EXPIRED,
                    "the plan is too old",
                    Map.of("expired_at", plan.expiresAt().toString()));
        }
        if (wanted.sha256() != null && !wanted.sha256().equals(plan.sha256())) {
            throw stale("plan", "the plan is not the one that was reviewed");
        }
        if (!plan.configHash().equals(configHash)) {
            throw stale("configuration", "the vine's configuration has changed since the plan");
        }
        if (plan.stateVersion() != table.stateVersion(session, vine)) {
            throw stale("state", "the vine's state has changed since the plan");
        }
    }

    private static ProblemException stale(String changed, String detail) {
        return new ProblemException(ProblemType.PLAN_STALE, detail, Map.of("changed", changed));
    }

    /** From now on the plan is that DEPLOY's, and nobody else's. */
    public void use(Session session, UUID job, UUID deploy) {
        table.use(session, job, deploy);
    }

    /** The DEPLOY never started: another one may apply the plan. */
    public void giveBack(Session session, UUID deploy) {
        table.giveBack(session, deploy);
    }

    /** Whether the DEPLOY's plan may still be applied. */
    public boolean stillHolds(Session session, UUID deploy) {
        return table.findUsedBy(session, deploy, config.life())
                .filter(kept -> !kept.expired())
                .filter(kept ->
                        kept.plan().stateVersion() == table.stateVersion(session, kept.vine()))
                .isPresent();
    }

    /** How long a plan may be applied. */
    public Duration life() {
        return config.life();
    }

    /** Deletes artefacts that are too old to be of use; answers how many. */
    public int forget(Session session) {
        return table.forget(session, config.kept());
    }
}
