package io.vintner.trellis.plans;

import io.vertx.mutiny.sqlclient.Row;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.encryption.Sealed;
import io.vintner.trellis.encryption.SealedTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The statements on {@code plans}. */
@ApplicationScoped
class PlanTable {

    private static final String COLUMNS =
            """
            job_id, epoch, vine_id, config_hash, state_version, module_version,
            encode(sha256, 'hex') as sha256, bytes, used_by, created_at, created_at + make_interval(secs => $2) as expires_at,
            created_at + make_interval(secs => $2) <= now() as expired
            """;

    /** A plan, whose it is, and whether it is too old. */
    record Kept(Plan plan, UUID vine, long epoch, boolean expired) {}

    /** Held against use by others until the transaction ends. */
    Optional<Kept> lock(Session session, UUID job, Duration life) {
        return session.find(
                "select " + COLUMNS + " from plans where job_id = $1 for update",
                PlanTable::read,
                job,
                seconds(life));
    }

    Optional<Kept> find(Session session, UUID job, Duration life) {
        return session.find(
                "select " + COLUMNS + " from plans where job_id = $1",
                PlanTable::read,
                job,
                seconds(life));
    }

    Optional<Kept> findUsedBy(Session session, UUID deploy, Duration life) {
        return session.find(
                "select " + COLUMNS + " from plans where used_by = $1",
                PlanTable::read,
                deploy,
                seconds(life));
    }

    Optional<Sealed> content(Session session, UUID job) {
        return session.find(
                "select key_id, content from plans where job_id = $1", SealedTable::read, job);
    }

    void put(Session session, Plans.Made made, Sealed sealed) {
        session.change(
                """
                insert into plans (job_id, epoch, vine_id, config_hash, state_version, sha256,
                  bytes, key_id, content, module_version)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                on conflict (job_id) do update set epoch = excluded.epoch,
                  config_hash = excluded.config_hash, state_version = excluded.state_version,
                  module_version = excluded.module_version, sha256 = excluded.sha256, bytes = excluded.bytes, key_id = excluded.key_id,
                  content = excluded.content, created_at = now()
                """,
                made.job(),
                made.epoch(),
                made.vine(),
                made.configHash(),
                made.stateVersion(),
                made.sha256(),
                made.content().length(),
                sealed.keyId(),
                sealed.content(),
                made.moduleVersion());
    }

    void use(Session session, UUID job, UUID deploy) {
        session.change("update plans set used_by = $2 where job_id = $1", job, deploy);
    }

    void giveBack(Session session, UUID deploy) {
        session.change("update plans set used_by = null where used_by = $1", deploy);
    }

    /** The number of the vine's newest state; 0 when it has none. */
    long stateVersion(Session session, UUID vine) {
        return session.get(
                "select coalesce((select version from tf_states where vine_id = $1), 0) as version",
                row -> row.getLong("version"),
                vine);
    }

    int forget(Session session, Duration kept) {
        return session.change(
                """
                delete from plans where created_at < now() - make_interval(secs => $1)
                  and not exists (select from provision_jobs job
                    where job.id = plans.used_by and job.status in ('QUEUED', 'CLAIMED', 'PROCESSING'))
                """,
                seconds(kept));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static Kept read(Row row) {
        return new Kept(
                new Plan(
                        row.getUUID("job_id"),
                        row.getString("config_hash"),
                        row.getLong("state_version"),
                        row.getString("module_version"),
                        row.getString("sha256"),
                        row.getLong("bytes"),
                        row.getUUID("used_by"),
                        row.getOffsetDateTime("created_at"),
                        row.getOffsetDateTime("expires_at")),
                row.getUUID("vine_id"),
                row.getLong("epoch"),
                row.getBoolean("expired"));
    }
}
