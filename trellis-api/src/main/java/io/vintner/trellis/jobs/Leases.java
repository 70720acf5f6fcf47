package io.vintner.trellis.jobs;

import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.tendrils.Directive;
import io.vintner.trellis.tendrils.HeldJob;
import io.vintner.trellis.tendrils.LeaseRenewal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who holds which job. Only the newest epoch of a job's lease counts. */
@ApplicationScoped
public class Leases implements LeaseRenewal {

    private final Transactions transactions;
    private final LeaseTable table;
    private final JobsConfig config;

    Leases(Transactions transactions, LeaseTable table, JobsConfig config) {
        this.transactions = transactions;
        this.table = table;
        this.config = config;
    }

    /**
     * A job and the current lease that its Tendril proved.
     *
     * @param lost whether the system gave its verdict: then nothing but the log may still grow
     * @param quiet whether no sign of life of its holder was noted for a while
     * @param directive what the Tendril is to do with it
     */
    public record Holding(Job job, long epoch, boolean lost, boolean quiet, Directive directive) {}

    /**
     * The job that {@code tendril} holds.
     *
     * @param epoch null in the documented form of old clients: then any epoch of this Tendril's
     * @throws ProblemException 404 for an unknown job, 409 {@code lease-lost} when another epoch is
     *     current
     */
    public Holding require(Session session, TendrilId tendril, JobId id, @Nullable Long epoch) {
        LeaseTable.Leased leased =
                table.findLeased(session, id).orElseThrow(() -> ProblemException.notFound("job"));
        Job job = leased.job();
        LeaseTable.Lease lease =
                Optional.ofNullable(leased.lease())
                        .filter(held -> held.isOf(tendril, epoch == null ? held.epoch() : epoch))
                        .orElseThrow(() -> lost(job.status()));
        return new Holding(
                job, lease.epoch(), lease.lost(), lease.quiet(), directive(job.status(), lease));
    }

    /** Notes that the holder is alive, unless that was noted just now. */
    public void seen(Session session, Holding holding) {
        if (holding.quiet()) {
            table.seen(session, holding.job().jobId(), holding.epoch());
        }
    }

    /** Renews the lease on one job, if it is the Tendril's; answers what is to be done with it. */
    Directive renew(TendrilId tendril, HeldJob job) {
        return transactions.run(session ->
                renew(session, tendril, List.of(job)).getOrDefault(job, Directive.LEASE_LOST));
    }

    @Override
    public Map<HeldJob, Directive> renew(Session session, TendrilId tendril, List<HeldJob> named) {
        Map<HeldJob, Directive> directives = new HashMap<>();
        if (named.isEmpty()) {
            return directives;
        }
        table.renew(session, tendril, named, config.lease());
        for (LeaseTable.Named job : table.named(session, named)) {
            LeaseTable.Lease lease = job.lease();
            JobStatus status = job.status();
            HeldJob held = new HeldJob(job.job(), job.namedEpoch());
            if (lease != null && status != null && lease.isOf(tendril, job.namedEpoch())) {
                directives.put(held, directive(status, lease));
            } else {
                directives.put(held, Directive.LEASE_LOST);
            }
        }
        return directives;
    }

    static ProblemException lost(JobStatus present) {
        return new ProblemException(
                ProblemType.LEASE_LOST,
                "another lease of the job is current, or none",
                Map.of("present", present.name()));
    }

    /** What the holder of the current lease is to do. */
    static Directive directive(JobStatus status, LeaseTable.Lease lease) {
        if (lease.lost()) {
            return Directive.LEASE_LOST;
        }
        return switch (status) {
            case CLAIMED, PROCESSING ->
                    switch (lease.cancelMode()) {
                        case null -> Directive.CONTINUE;
                        case GRACEFUL -> Directive.CANCEL;
                        case FORCE -> Directive.CANCEL_FORCE;
                    };
            // Cancelled by the user before it started; the holder may not know yet.
            case CANCELLED -> Directive.CANCEL;
            // The rest of its log may still come.
            case SUCCESS, FAILED -> Directive.CONTINUE;
            case QUEUED -> Directive.LEASE_LOST;
        };
    }
}
