package io.vintner.trellis.state;

import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.audit.Audit;
import io.vintner.trellis.audit.AuditAction;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.encryption.SealedTable;
import io.vintner.trellis.encryption.Sealer;
import io.vintner.trellis.jobs.Job;
import io.vintner.trellis.jobs.JobState;
import io.vintner.trellis.jobs.Leases;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.vines.VineId;
import io.vintner.trellis.vines.Vines;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/**
 * States that Tendrils bring after their lease was lost. Each is kept for the vine's owner, who
 * compares it with what is real; none ever becomes the vine's state by itself, however new it is.
 */
@ApplicationScoped
class Orphans {

    private final Transactions transactions;
    private final OrphanTable table;
    private final Leases leases;
    private final Vines vines;
    private final Sealer sealer;
    private final Audit audit;

    Orphans(
            Transactions transactions,
            OrphanTable table,
            Leases leases,
            Vines vines,
            Sealer sealer,
            Audit audit) {
        this.transactions = transactions;
        this.table = table;
        this.leases = leases;
        this.vines = vines;
        this.sealer = sealer;
        this.audit = audit;
    }

    /**
     * Stores a state of a job that its Tendril has lost; the same again is answered, not stored.
     *
     * @throws ProblemException {@code illegal-transition} while the lease is good: then the state
     *     is the vine's; {@code state-serial-stale} for another state of the same serial
     */
    OrphanResource.Kept store(VineId vine, States.Under under, byte[] body) {
        StateFile file = StateFile.read(body);
        return transactions.run(session -> {
            Job job = lostJob(session, vine, under);
            var row = SealedTable.TF_STATE_ORPHANS.row(job.id(), file.serial());
            var key = new OrphanTable.Key(vine.value(), job.id(), under.epoch());
            if (table.insert(session, key, file, sealer.seal(row, body))) {
                audit.record(
                        session,
                        new Audit.Entry(
                                new UserId(job.userId()),
                                Audit.Actor.of(new Caller.Tendril(under.tendril())),
                                AuditAction.STATE_ORPHANED,
                                vine.value(),
                                Map.of("job_id", job.id().toString(), "serial", file.serial())));
            } else {
                requireSame(session, job, file);
            }
            return new OrphanResource.Kept(job.id(), file.serial(), file.lineage());
        });
    }

    private void requireSame(Session session, Job job, StateFile file) {
        boolean same =
                table.sha256(session, job.id(), file.serial())
                        .filter(file.sha256()::equals)
                        .isPresent();
        if (!same) {
            throw new ProblemException(
                    ProblemType.STATE_SERIAL_STALE,
                    "another state of serial %d is kept of this job".formatted(file.serial()),
                    Map.of("serial", file.serial()));
        }
    }

    private Job lostJob(Session session, VineId vine, States.Under under) {
        Leases.Holding holding =
                leases.require(session, under.tendril(), under.job(), under.epoch());
        Job job = holding.job();
        if (!job.vineId().equals(vine.value())) {
            throw ProblemException.notFound("vine of this job");
        }
        if (!job.jobType().mutating()) {
            throw new ProblemException(
                    ProblemType.STATE_READ_ONLY, "only DEPLOY and DESTROY jobs write the state");
        }
        if (!holding.lost() && !(job.state() instanceof JobState.Ended)) {
            throw new ProblemException(
                    ProblemType.ILLEGAL_TRANSITION,
                    "the lease is good: the state is the vine's",
                    Map.of("present", job.status().name()));
        }
        return job;
    }

    List<OrphanResource.Orphan> list(Caller.User user, VineId vine, long before, int limit) {
        vines.get(user, vine);
        return transactions.run(session -> table.list(session, vine.value(), before, limit));
    }

    /** The state file of one of them. */
    Buffer content(Caller.User user, VineId vine, long id) {
        vines.get(user, vine);
        OrphanTable.Stored stored =
                transactions
                        .run(session -> table.read(session, vine.value(), id))
                        .orElseThrow(() -> ProblemException.notFound("orphan"));
        var row = SealedTable.TF_STATE_ORPHANS.row(stored.job(), stored.serial());
        return Buffer.buffer(sealer.open(row, stored.content()));
    }
}
