package io.vintner.trellis.state;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.encryption.Sealed;
import io.vintner.trellis.encryption.SealedTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements on {@code tf_states} and {@code tf_state_versions}. */
@ApplicationScoped
class StateTable {

    /** What is known of a vine's newest version. */
    record Newest(long version, long serial, String lineage, long epoch, Buffer sha256) {}

    /**
     * Who writes, under the epoch of their lease or lock.
     *
     * @param job null: a person does
     * @param user null: a job does
     */
    record Writer(@Nullable UUID job, @Nullable UUID user, long epoch) {

        static Writer job(UUID job, long epoch) {
            return new Writer(job, null, epoch);
        }

        static Writer person(UUID user, long epoch) {
            return new Writer(null, user, epoch);
        }
    }

    /** A version's number and bytes. */
    record Stored(long version, Sealed content) {}

    /** Makes other writers of the vine's state wait until the transaction ends. */
    void hold(Session session, UUID vine) {
        session.find("select from vines where id = $1 for no key update", row -> true, vine);
    }

    Optional<Newest> newest(Session session, UUID vine) {
        return session.find(
                "select * from tf_states where vine_id = $1",
                row ->
                        new Newest(
                                row.getLong("version"),
                                row.getLong("serial"),
                                row.getString("lineage"),
                                row.getLong("epoch"),
                                row.getBuffer("sha256").getDelegate()),
                vine);
    }

    void put(Session session, UUID vine, long version, Version state) {
        Buffer sha256 = state.file().sha256();
        session.change(
                """
                insert into tf_state_versions
                  (vine_id, version, serial, lineage, epoch, job_id, user_id, sha256, key_id,
                   content)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                vine,
                version,
                state.file().serial(),
                state.file().lineage(),
                state.writer().epoch(),
                state.writer().job(),
                state.writer().user(),
                sha256,
                state.sealed().keyId(),
                state.sealed().content());
        session.change(
                """
                insert into tf_states (vine_id, version, serial, lineage, epoch, sha256)
                values ($1, $2, $3, $4, $5, $6)
                on conflict (vine_id) do update set version = excluded.version,
                  serial = excluded.serial, lineage = excluded.lineage, epoch = excluded.epoch,
                  sha256 = excluded.sha256, updated_at = now()
                """,
                vine,
                version,
                state.file().serial(),
                state.file().lineage(),
                state.writer().epoch(),
                sha256);
    }

    /** A state file, as it is stored, and who writes it. */
    record Version(StateFile file, Sealed sealed, Writer writer) {}

    Optional<Stored> readVersion(Session session, UUID vine, long version) {
        return session.find(
                """
                select version, key_id, content from tf_state_versions
                where vine_id = $1 and version = $2
                """,
                StateTable::stored,
                vine,
                version);
    }

    /** Newest first. */
    List<StateVersionsResource.Version> versions(
            Session session, UUID vine, long before, int limit) {
        return session.list(
                """
                select version, serial, lineage, job_id, user_id, encode(sha256, 'hex') as sha256,
                  created_at
                from tf_state_versions where vine_id = $1 and version < $2
                order by version desc limit $3
                """,
                row ->
                        new StateVersionsResource.Version(
                                row.getLong("version"),
                                row.getLong("serial"),
                                row.getString("lineage"),
                                row.getUUID("job_id"),
                                row.getUUID("user_id"),
                                row.getString("sha256"),
                                row.getOffsetDateTime("created_at")),
                vine,
                before,
                limit);
    }

    int forget(Session session, Duration kept, int versionsMin, int limit) {
        return session.change(
                """
                delete from tf_state_versions where (vine_id, version) in (
                  select old.vine_id, old.version from tf_state_versions old
                  join tf_states newest on newest.vine_id = old.vine_id
                  where old.version <= newest.version - $2
                    and old.created_at < now() - make_interval(secs => $1)
                  limit $3)
                """,
                kept.toMillis() / 1000.0,
                (long) versionsMin,
                limit);
    }

    private static Stored stored(Row row) {
        return new Stored(row.getLong("version"), SealedTable.read(row));
    }

    Optional<Stored> read(Session session, UUID vine) {
        return session.find(
                """
                select versions.version, versions.key_id, versions.content
                from tf_states newest
                join tf_state_versions versions
                  on versions.vine_id = newest.vine_id and versions.version = newest.version
                where newest.vine_id = $1
                """,
                StateTable::stored,
                vine);
    }
}
