package io.vintner.trellis.state;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vintner.trellis.audit.Audit;
import io.vintner.trellis.audit.AuditAction;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.locks.StateLock;
import io.vintner.trellis.locks.StateLocks;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.vines.Vine;
import io.vintner.trellis.vines.VineId;
import io.vintner.trellis.vines.Vines;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a vine in the hands of its owner, whose own Terraform reads, locks and writes it. A
 * person holds the same lock as a job and keeps the same rules.
 */
@ApplicationScoped
class HandStates {

    private static final int LOCK_ID_CHARS_MAX = 200;
    private static final int LOCK_BYTES_MAX = 16_384;

    private final Transactions transactions;
    private final States states;
    private final StateLocks locks;
    private final Vines vines;
    private final Audit audit;

    HandStates(
            Transactions transactions, States states, StateLocks locks, Vines vines, Audit audit) {
        this.transactions = transactions;
        this.states = states;
        this.locks = locks;
        this.vines = vines;
        this.audit = audit;
    }

    Optional<States.Pulled> pull(Caller.User user, VineId vine) {
        vines.get(user, vine);
        return states.newest(vine);
    }

    States.Pulled version(Caller.User user, VineId vine, long version) {
        vines.get(user, vine);
        return states.version(vine, version);
    }

    List<StateVersionsResource.Version> versions(
            Caller.User user, VineId vine, long before, int limit) {
        vines.get(user, vine);
        return states.versions(vine, before, limit);
    }

    /**
     * Takes the lock.
     *
     * @param body Terraform's lock info
     */
    void lock(Caller.User user, VineId vine, byte[] body) {
        JsonObject info = info(body);
        String id = info.getString("ID", "");
        if (id.isEmpty() || id.length() > LOCK_ID_CHARS_MAX) {
            throw ProblemException.invalid("ID", "must name the lock");
        }
        transactions.run(session -> {
            vines.hold(session, user.id(), vine);
            locks.takeForUser(session, vine, user.id(), info);
            record(session, user, AuditAction.STATE_LOCKED, vine, Map.of("lock_id", id));
            return true;
        });
    }

    /**
     * Releases a person's lock.
     *
     * @param body Terraform's lock info; empty when Terraform was told to force it
     */
    void unlock(Caller.User user, VineId vine, byte[] body) {
        String id = body.length == 0 ? null : info(body).getString("ID");
        transactions.run(session -> {
            vines.hold(session, user.id(), vine);
            Optional<StateLock> released = locks.releaseOfUser(session, vine, id);
            released.ifPresent(lock ->
                    record(
                            session,
                            user,
                            id == null
                                    ? AuditAction.STATE_UNLOCK_FORCED
                                    : AuditAction.STATE_UNLOCKED,
                            vine,
                            Map.of("lock_id", lock.id())));
            return true;
        });
    }

    /**
     * Stores a new version under a lock.
     *
     * @param lockId null when Terraform was told not to lock
     */
    StateResource.Pushed push(Caller.User user, VineId vine, @Nullable String lockId, byte[] body) {
        StateFile file = StateFile.read(body);
        return transactions.run(session -> {
            vines.hold(session, user.id(), vine);
            StateLock lock = locks.requireOfUser(session, vine, lockId == null ? "" : lockId);
            StateResource.Pushed pushed =
                    states.store(
                            session,
                            vine,
                            file,
                            StateTable.Writer.person(user.id().value(), lock.epoch()));
            record(
                    session,
                    user,
                    AuditAction.STATE_WRITTEN,
                    vine,
                    Map.of("version", pushed.version(), "serial", pushed.serial()));
            return pushed;
        });
    }

    /**
     * The owner, or an administrator, has looked: what the last state says counts again, and jobs
     * may go on.
     */
    Vine reconcile(Caller.Person caller, VineId vine) {
        return transactions.run(session -> {
            Vine present = vines.hold(session, caller.owner(), vine);
            boolean released = locks.releaseQuarantined(session, vine);
            if (!released && !present.reconcile()) {
                return present;
            }
            audit.record(
                    session,
                    new Audit.Entry(
                            new UserId(present.userId()),
                            Audit.Actor.of(caller),
                            AuditAction.VINE_RECONCILED,
                            vine.value(),
                            Map.of()));
            return vines.reconciled(session, vine);
        });
    }

    private static JsonObject info(byte[] body) {
        if (body.length > LOCK_BYTES_MAX) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE, "a lock has at most 16384 bytes");
        }
        try {
            JsonObject info = new JsonObject(Buffer.buffer(body));
            for (var member : info) {
                if (!(member.getValue() instanceof String text) || text.indexOf('\0') >= 0) {
                    throw malformed();
                }
            }
            return info;
        } catch (DecodeException | ClassCastException _) {
            throw malformed();
        }
    }

    private static ProblemException malformed() {
        return new ProblemException(
                ProblemType.MALFORMED_REQUEST, "the body is not Terraform's lock info");
    }

    private void record(
            Session session,
            Caller.User user,
            AuditAction action,
            VineId vine,
            Map<String, Object> detail) {
        audit.record(
                session,
                new Audit.Entry(user.id(), Audit.Actor.of(user), action, vine.value(), detail));
    }
}
