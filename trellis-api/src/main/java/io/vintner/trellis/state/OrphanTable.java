package io.vintner.trellis.state;

import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.encryption.Sealed;
import io.vintner.trellis.encryption.SealedTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The statements on {@code tf_state_orphans}. */
@ApplicationScoped
class OrphanTable {

    /** An orphan's place and content. */
    record Stored(UUID job, long serial, Sealed content) {}

    /** Which one it is: of a job whose lease of that epoch was lost. */
    record Key(UUID vine, UUID job, long epoch) {}

    /** False when the job has an orphan of that serial already. */
    boolean insert(Session session, Key key, StateFile file, Sealed sealed) {
        return session.change(
                        """
                        insert into tf_state_orphans
                          (job_id, serial, vine_id, lineage, epoch, sha256, key_id, content)
                        values ($1, $2, $3, $4, $5, $6, $7, $8)
                        on conflict (job_id, serial) do nothing
                        """,
                        key.job(),
                        file.serial(),
                        key.vine(),
                        file.lineage(),
                        key.epoch(),
                        file.sha256(),
                        sealed.keyId(),
                        sealed.content())
                > 0;
    }

    Optional<Buffer> sha256(Session session, UUID job, long serial) {
        return session.find(
                "select sha256 from tf_state_orphans where job_id = $1 and serial = $2",
                row -> row.getBuffer("sha256").getDelegate(),
                job,
                serial);
    }

    /** Newest first. */
    List<OrphanResource.Orphan> list(Session session, UUID vine, long before, int limit) {
        return session.list(
                """
                select id, job_id, serial, lineage, encode(sha256, 'hex') as sha256, created_at
                from tf_state_orphans where vine_id = $1 and id < $2
                order by id desc limit $3
                """,
                row ->
                        new OrphanResource.Orphan(
                                row.getLong("id"),
                                row.getUUID("job_id"),
                                row.getLong("serial"),
                                row.getString("lineage"),
                                row.getString("sha256"),
                                row.getOffsetDateTime("created_at")),
                vine,
                before,
                limit);
    }

    Optional<Stored> read(Session session, UUID vine, long id) {
        return session.find(
                """
                select job_id, serial, key_id, content from tf_state_orphans
                where vine_id = $1 and id = $2
                """,
                row ->
                        new Stored(
                                row.getUUID("job_id"),
                                row.getLong("serial"),
                                SealedTable.read(row)),
                vine,
                id);
    }

    int forget(Session session, Duration kept, int limit) {
        return session.change(
                """
                delete from tf_state_orphans where id in (
                  select id from tf_state_orphans
                  where created_at < now() - make_interval(secs => $1)
                  limit $2)
                """,
                kept.toMillis() / 1000.0,
                limit);
    }
}
