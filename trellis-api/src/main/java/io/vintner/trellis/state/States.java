package io.vintner.trellis.state;

import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.encryption.SealedTable;
import io.vintner.trellis.encryption.Sealer;
import io.vintner.trellis.jobs.JobId;
import io.vintner.trellis.jobs.Leases;
import io.vintner.trellis.locks.StateLocks;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.vines.VineId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every version of a vine's state. A state only moves to a higher serial of the same lineage,
 * written under the newest epoch by whoever holds its lock: a mutating job of that vine, or its
 * owner.
 */
@ApplicationScoped
class States {

    private final Transactions transactions;
    private final StateTable table;
    private final Leases leases;
    private final StateLocks locks;
    private final Sealer sealer;

    States(
            Transactions transactions,
            StateTable table,
            Leases leases,
            StateLocks locks,
            Sealer sealer) {
        this.transactions = transactions;
        this.table = table;
        this.leases = leases;
        this.locks = locks;
        this.sealer = sealer;
    }

    /** The job, and the epoch of the lease on it, under which a Tendril asks. */
    record Under(TendrilId tendril, JobId job, long epoch) {

        /** Who asks, proven. */
        static Under of(Callers callers, @Nullable JobId job, @Nullable Long epoch) {
            if (job == null || epoch == null) {
                var _ = callers.tendril();
                throw ProblemException.invalid("job_id", "and epoch are needed");
            }
            return new Under(callers.holder(job.value(), epoch).tendril(), job, epoch);
        }
    }

    /** A version's number and the state file in clear. */
    record Pulled(long version, Buffer content) {}

    /** The newest version; empty when there is none yet. */
    Optional<Pulled> pull(VineId vine, Under under) {
        return transactions
                .run(session -> {
                    holding(session, vine, under);
                    return table.read(session, vine.value());
                })
                .map(stored -> open(vine, stored));
    }

    /** The newest version, for whoever may see the vine; empty when there is none yet. */
    Optional<Pulled> newest(VineId vine) {
        return transactions
                .run(session -> table.read(session, vine.value()))
                .map(stored -> open(vine, stored));
    }

    /** A version by its number, for whoever may see the vine. */
    Pulled version(VineId vine, long version) {
        return transactions
                .run(session -> table.readVersion(session, vine.value(), version))
                .map(stored -> open(vine, stored))
                .orElseThrow(() -> ProblemException.notFound("version"));
    }

    List<StateVersionsResource.Version> versions(VineId vine, long before, int limit) {
        return transactions.run(session -> table.versions(session, vine.value(), before, limit));
    }

    private Pulled open(VineId vine, StateTable.Stored stored) {
        var row = SealedTable.TF_STATE_VERSIONS.row(vine.value(), stored.version());
        return new Pulled(stored.version(), Buffer.buffer(sealer.open(row, stored.content())));
    }

    /** Stores a new version; the newest one again is answered, not stored. */
    StateResource.Pushed push(VineId vine, Under under, byte[] body) {
        StateFile file = StateFile.read(body);
        return transactions.run(session -> {
            Leases.Holding holding = holding(session, vine, under);
            if (!holding.job().jobType().mutating()) {
                throw new ProblemException(
                        ProblemType.STATE_READ_ONLY,
                        "only DEPLOY and DESTROY jobs write the state");
            }
            table.hold(session, vine.value());
            locks.requireOfJob(session, vine, under.job().value(), under.epoch());
            return store(
                    session, vine, file, StateTable.Writer.job(under.job().value(), under.epoch()));
        });
    }

    /** Stores a version in the transaction of whoever holds the lock. */
    StateResource.Pushed store(
            Session session, VineId vine, StateFile file, StateTable.Writer writer) {
        var newest = table.newest(session, vine.value());
        if (newest.isPresent()) {
            StateTable.Newest present = newest.get();
            if (present.epoch() > writer.epoch()) {
                throw new ProblemException(
                        ProblemType.LEASE_LOST, "a newer job has written the state");
            }
            if (!present.lineage().equals(file.lineage())) {
                throw new ProblemException(
                        ProblemType.STATE_LINEAGE_CHANGED,
                        "the vine's state has another lineage",
                        Map.of("lineage", present.lineage()));
            }
            if (present.sha256().equals(file.sha256())) {
                return new StateResource.Pushed(
                        present.version(), present.serial(), present.lineage());
            }
            if (file.serial() <= present.serial()) {
                throw new ProblemException(
                        ProblemType.STATE_SERIAL_STALE,
                        "serial %d is stored already".formatted(present.serial()),
                        Map.of("serial", present.serial()));
            }
        }
        long version = newest.map(present -> present.version() + 1).orElse(1L);
        table.put(
                session,
                vine.value(),
                version,
                new StateTable.Version(
                        file,
                        sealer.seal(
                                SealedTable.TF_STATE_VERSIONS.row(vine.value(), version),
                                file.content().getBytes()),
                        writer));
        return new StateResource.Pushed(version, file.serial(), file.lineage());
    }

    private Leases.Holding holding(Session session, VineId vine, Under under) {
        Leases.Holding holding =
                leases.require(session, under.tendril(), under.job(), under.epoch());
        if (!holding.job().vineId().equals(vine.value())) {
            throw ProblemException.notFound("vine of this job");
        }
        if (holding.lost()) {
            throw new ProblemException(
                    ProblemType.LEASE_LOST, "the system has given this job up as lost");
        }
        leases.seen(session, holding);
        return holding;
    }
}
