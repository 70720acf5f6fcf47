package io.vintner.trellis.locks;

import io.vertx.core.json.JsonObject;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.vines.VineId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes and releases the locks of vines' states, in the caller's transaction. */
@ApplicationScoped
public class StateLocks {

    private final LockTable table;

    StateLocks(LockTable table) {
        this.table = table;
    }

    /**
     * Takes the lock for a job.
     *
     * @return false when somebody else has it
     */
    public boolean takeForJob(Session session, VineId vine, UUID job, long epoch) {
        return table.insertOfJob(session, vine.value(), job, epoch);
    }

    /** Releases what the job holds, if it does; not a lock in quarantine. */
    public void release(Session session, VineId vine, UUID job) {
        table.deleteOfJob(session, vine.value(), job);
    }

    /** The job's holder was lost: nobody gets the lock before the owner has looked. */
    public void quarantine(Session session, VineId vine, UUID job) {
        table.quarantine(session, vine.value(), job);
    }

    /** Releases a lock in quarantine; answers whether there was one. */
    public boolean releaseQuarantined(Session session, VineId vine) {
        return table.deleteQuarantined(session, vine.value());
    }

    /** Whether the holder of the vine's lock was lost. */
    public boolean isQuarantined(Session session, VineId vine) {
        return table.find(session, vine.value()).filter(StateLock::quarantined).isPresent();
    }

    /** Refuses unless the job holds the lock under that epoch; keeps it from being released. */
    public void requireOfJob(Session session, VineId vine, UUID job, long epoch) {
        boolean held =
                table.lock(session, vine.value())
                        .filter(lock -> lock.isOfJob(job) && lock.epoch() == epoch)
                        .isPresent();
        if (!held) {
            throw notLocked();
        }
    }

    /**
     * Takes the lock for a person; the same lock again is theirs already.
     *
     * @param info as Terraform sends it, with its {@code ID}
     */
    public void takeForUser(Session session, VineId vine, UserId user, JsonObject info) {
        if (!table.insertOfUser(session, vine.value(), user.value(), info)) {
            StateLock held = table.find(session, vine.value()).orElseThrow(StateLocks::notLocked);
            boolean same =
                    held.id().equals(info.getString("ID"))
                            && held.holder() instanceof StateLock.Holder.Person;
            if (!same) {
                throw held.refusal();
            }
        }
    }

    /** The person's lock of that id, kept from being released; refuses when it is not held. */
    public StateLock requireOfUser(Session session, VineId vine, String id) {
        StateLock held = table.lock(session, vine.value()).orElseThrow(StateLocks::notLocked);
        if (held.holder() instanceof StateLock.Holder.Person && held.id().equals(id)) {
            return held;
        }
        throw held.refusal();
    }

    /**
     * Releases a person's lock.
     *
     * @param id null: whichever it is
     * @return the lock that was released; empty when there was none
     */
    public Optional<StateLock> releaseOfUser(Session session, VineId vine, @Nullable String id) {
        Optional<StateLock> held = table.lock(session, vine.value());
        held.ifPresent(lock -> {
            boolean theirs = lock.holder() instanceof StateLock.Holder.Person;
            if (!theirs || (id != null && !lock.id().equals(id))) {
                throw lock.refusal();
            }
            table.deleteOfUsers(session, vine.value());
        });
        return held;
    }

    private static ProblemException notLocked() {
        return new ProblemException(
                ProblemType.STATE_NOT_LOCKED, "the caller does not hold the lock of the state");
    }
}
