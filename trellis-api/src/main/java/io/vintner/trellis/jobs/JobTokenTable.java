package io.vintner.trellis.jobs;

import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.auth.JobCredentials.Known;
import io.vintner.trellis.auth.OpaqueToken;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.encryption.Sealed;
import io.vintner.trellis.encryption.SealedTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The statements on {@code job_tokens}; that a lease's end is the end of its tokens is said by the
 * statements that end leases.
 */
@ApplicationScoped
class JobTokenTable {

    /** A lease that a token is for. */
    record Lease(JobId job, TendrilId tendril, long epoch) {}

    /** The token of a lease that has not ended. */
    Optional<Sealed> find(Session session, Lease lease) {
        return session.find(
                """
                select key_id, content from job_tokens
                where job_id = $1 and epoch = $2 and content is not null
                """,
                SealedTable::read,
                lease.job().value(),
                lease.epoch());
    }

    /**
     * Adds a token; those of older leases of the job are at their end.
     *
     * @return false if the lease has one that is at its end
     */
    boolean insert(Session session, Lease lease, OpaqueToken token, Sealed sealed) {
        return session.change(
                        """
                        with older as (
                          update job_tokens set ended_at = now(), key_id = null, content = null
                          where job_id = $1 and epoch < $2 and ended_at is null)
                        insert into job_tokens (job_id, epoch, token_hash, worker_id, key_id, content)
                        values ($1, $2, $3, $4, $5, $6)
                        on conflict (job_id, epoch) do nothing
                        """,
                        lease.job().value(),
                        lease.epoch(),
                        Buffer.buffer(token.hash()),
                        lease.tendril().value(),
                        sealed.keyId(),
                        sealed.content())
                == 1;
    }

    /**
     * Tokens that are valid now.
     *
     * @param grace how long after their lease's end they are
     */
    List<Known> valid(Session session, UUID job, Duration grace) {
        return session.list(
                """
                select * from job_tokens
                where job_id = $1
                  and (ended_at is null or ended_at > now() - make_interval(secs => $2))
                """,
                row ->
                        new Known(
                                new TendrilId(row.getUUID("worker_id")),
                                row.getLong("epoch"),
                                row.getBuffer("token_hash").getBytes()),
                job,
                seconds(grace));
    }

    /** Ends those of leases that a node of an older version has ended, which knows no tokens. */
    void endUnheld(Session session) {
        session.change(
                """
                update job_tokens token set ended_at = now(), key_id = null, content = null
                where ended_at is null and not exists (
                  select from job_leases lease
                  where lease.job_id = token.job_id and lease.epoch = token.epoch
                    and lease.ended_at is null)
                """);
    }

    int forget(Session session, Duration grace, int limit) {
        return session.change(
                """
                delete from job_tokens where (job_id, epoch) in (
                  select job_id, epoch from job_tokens
                  where ended_at < now() - make_interval(secs => $1)
                  limit $2)
                """,
                seconds(grace),
                (long) limit);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
