package io.vintner.trellis.modules;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.database.Session;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The statements on {@code module_bundles}. */
@ApplicationScoped
class BundleTable {

    /** Stores a bundle, or finds that it is there; either way it counts as used now. */
    Bundle put(Session session, UserId owner, Buffer sha256, BundleFiles files, Buffer content) {
        return session.get(
                """
                insert into module_bundles (user_id, sha256, bytes, files, folders, content)
                values ($1, $2, $3, $4, $5, $6)
                on conflict (user_id, sha256) do update set used_at = now()
                returning encode(sha256, 'hex') as sha256, bytes, files, folders, created_at
                """,
                BundleTable::read,
                owner.value(),
                sha256,
                content.length(),
                files.count(),
                files.folders().toArray(String[]::new),
                content);
    }

    /** Says that somebody needs the bundle from now on; empty if there is none. */
    Optional<Bundle> use(Session session, UUID owner, String sha256) {
        return session.find(
                """
                update module_bundles set used_at = now()
                where user_id = $1 and sha256 = decode($2, 'hex')
                returning encode(sha256, 'hex') as sha256, bytes, files, folders, created_at
                """,
                BundleTable::read,
                owner,
                sha256);
    }

    Optional<Buffer> content(Session session, UUID owner, String sha256) {
        return session.find(
                """
                select content from module_bundles
                where user_id = $1 and sha256 = decode($2, 'hex')
                """,
                row -> row.getBuffer("content").getDelegate(),
                owner,
                sha256);
    }

    /** Deletes those that no vine has, no job needs, and nobody has used for so long. */
    int forget(Session session, Duration kept) {
        return session.change(
                """
                delete from module_bundles bundle
                where used_at < now() - make_interval(secs => $1)
                  and not exists (
                    select from vine_modules module join vines vine on vine.id = module.vine_id
                    where vine.user_id = bundle.user_id
                      and module.source -> 'bundle' ->> 'sha256' = encode(bundle.sha256, 'hex'))
                  and not exists (
                    select from provision_jobs job
                    join job_details details on details.job_id = job.id
                    where job.user_id = bundle.user_id
                      and job.status in ('QUEUED', 'CLAIMED', 'PROCESSING')
                      and details.config_snapshot -> 'module' -> 'bundle' ->> 'sha256'
                        = encode(bundle.sha256, 'hex'))
                """,
                kept.toMillis() / 1000.0);
    }

    private static Bundle read(Row row) {
        return new Bundle(
                row.getString("sha256"),
                row.getLong("bytes"),
                row.getInteger("files"),
                List.of(row.getArrayOfStrings("folders")),
                row.getOffsetDateTime("created_at"));
    }
}
