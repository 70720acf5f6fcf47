package io.vintner.trellis.locks;

import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vintner.trellis.database.Session;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** The statements on {@code tf_locks}. */
@ApplicationScoped
class LockTable {

    /** False when the state is locked. */
    boolean insertOfJob(Session session, UUID vine, UUID job, long epoch) {
        return session.change(
                        """
                        insert into tf_locks (vine_id, lock_id, job_id, epoch)
                        values ($1, 'vintner-job-' || $2::uuid, $2, $3)
                        on conflict (vine_id) do nothing
                        """,
                        vine,
                        job,
                        epoch)
                > 0;
    }

    /** False when the state is locked. */
    boolean insertOfUser(Session session, UUID vine, UUID user, JsonObject info) {
        return session.change(
                        """
                        insert into tf_locks (vine_id, lock_id, user_id, epoch, info)
                        values ($1, $2, $3, nextval('lease_epochs'), $4)
                        on conflict (vine_id) do nothing
                        """,
                        vine,
                        info.getString("ID"),
                        user,
                        info)
                > 0;
    }

    Optional<StateLock> find(Session session, UUID vine) {
        return session.find("select * from tf_locks where vine_id = $1", LockTable::read, vine);
    }

    /** Held against release until the transaction ends. */
    Optional<StateLock> lock(Session session, UUID vine) {
        return session.find(
                "select * from tf_locks where vine_id = $1 for update", LockTable::read, vine);
    }

    void deleteOfJob(Session session, UUID vine, UUID job) {
        session.change(
                "delete from tf_locks where vine_id = $1 and job_id = $2 and not quarantined",
                vine,
                job);
    }

    void quarantine(Session session, UUID vine, UUID job) {
        session.change(
                "update tf_locks set quarantined = true where vine_id = $1 and job_id = $2",
                vine,
                job);
    }

    boolean deleteQuarantined(Session session, UUID vine) {
        return session.change("delete from tf_locks where vine_id = $1 and quarantined", vine) > 0;
    }

    void deleteOfUsers(Session session, UUID vine) {
        session.change("delete from tf_locks where vine_id = $1 and user_id is not null", vine);
    }

    private static StateLock read(Row row) {
        UUID job = row.getUUID("job_id");
        JsonObject info = row.getJsonObject("info");
        return new StateLock(
                row.getString("lock_id"),
                job != null
                        ? new StateLock.Holder.Job(job)
                        : new StateLock.Holder.Person(
                                row.getUUID("user_id"), info == null ? new JsonObject() : info),
                row.getLong("epoch"),
                row.getBoolean("quarantined"),
                row.getOffsetDateTime("created_at"));
    }
}
