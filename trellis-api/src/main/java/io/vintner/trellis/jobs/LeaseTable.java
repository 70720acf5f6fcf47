package io.vintner.trellis.jobs;

import io.vertx.mutiny.sqlclient.Row;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.tendrils.HeldJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements on {@code job_leases} and {@code job_log_heads}, as far as leases go. */
@ApplicationScoped
class LeaseTable {

    /** No sign of life was noted for a while. */
    private static final String QUIET = "seen_at < now() - interval '5 s'";

    private static final String END_TOKENS =
            """
            update job_tokens set ended_at = now(), key_id = null, content = null
            where job_id = $1 and ended_at is null
            """;

    /**
     * A lease as stored.
     *
     * @param ended whether the job has ended under it
     * @param lost whether the system gave its verdict on it
     * @param quiet whether no sign of life was noted for a while
     * @param cancelMode how the job was asked to end; null: it was not
     */
    record Lease(
            UUID worker,
            long epoch,
            boolean ended,
            boolean lost,
            boolean quiet,
            @Nullable CancelMode cancelMode) {

        boolean isOf(TendrilId tendril, long claimedEpoch) {
            return worker.equals(tendril.value()) && epoch == claimedEpoch;
        }
    }

    /** A job that a Tendril named, with what is known of it; null where there is nothing. */
    record Named(UUID job, @Nullable JobStatus status, @Nullable Lease lease, long namedEpoch) {}

    /** Starts a lease of the job, over any older one; answers its epoch. */
    long begin(Session session, JobId job, TendrilId tendril, Duration lease) {
        return session.get(
                """
                insert into job_leases (job_id, worker_id, epoch, seen_at, expires_at)
                values ($1, $2, nextval('lease_epochs'), now(),
                  now() + make_interval(secs => $3))
                on conflict (job_id) do update set worker_id = excluded.worker_id,
                  epoch = excluded.epoch, seen_at = excluded.seen_at,
                  expires_at = excluded.expires_at, ended_at = null, lost = false, cancel = null
                returning epoch
                """,
                row -> row.getLong("epoch"),
                job.value(),
                tendril.value(),
                seconds(lease));
    }

    /** Readies the log of the attempt; answers the number of its next chunk. */
    long beginLog(Session session, JobId job, int attempt) {
        return session.get(
                """
                insert into job_log_heads as head (job_id, attempt) values ($1, $2)
                on conflict (job_id) do update set attempt = excluded.attempt,
                  next_seq = case head.attempt when excluded.attempt then head.next_seq else 1 end,
                  bytes = case head.attempt when excluded.attempt then head.bytes else 0 end,
                  gap_bytes = case head.attempt when excluded.attempt then head.gap_bytes else 0 end,
                  state = case head.attempt when excluded.attempt then head.state else 'OPEN' end
                returning next_seq
                """,
                row -> row.getLong("next_seq"),
                job.value(),
                attempt);
    }

    Optional<Lease> find(Session session, JobId job) {
        return session.find(
                "select *, %s as quiet from job_leases where job_id = $1".formatted(QUIET),
                LeaseTable::read,
                job.value());
    }

    /** A job with its lease, if it has one, as of one moment. */
    record Leased(Job job, @Nullable Lease lease) {}

    Optional<Leased> findLeased(Session session, JobId job) {
        return session.find(
                """
                select job.*, lease.worker_id as holder, lease.epoch, lease.ended_at, lease.lost,
                  lease.cancel, lease.%s as quiet
                from provision_jobs job left join job_leases lease on lease.job_id = job.id
                where job.id = $1
                """
                        .formatted(QUIET),
                row ->
                        new Leased(
                                JobTable.read(row),
                                row.getUUID("holder") == null ? null : read(row, "holder")),
                job.value());
    }

    /** Notes a sign of life that is no heartbeat; spares the write when the last one is recent. */
    void seen(Session session, JobId job, long epoch) {
        session.change(
                """
                update job_leases set seen_at = now()
                where job_id = $1 and epoch = $2 and ended_at is null and %s
                """
                        .formatted(QUIET),
                job.value(),
                epoch);
    }

    void renew(Session session, TendrilId tendril, List<HeldJob> jobs, Duration lease) {
        session.change(
                """
                update job_leases held
                set seen_at = now(), expires_at = now() + make_interval(secs => $4)
                from unnest($2::uuid[], $3::bigint[]) as named (job_id, epoch)
                where held.job_id = named.job_id and held.epoch = named.epoch
                  and held.worker_id = $1 and held.ended_at is null
                """,
                tendril.value(),
                ids(jobs),
                epochs(jobs),
                seconds(lease));
    }

    List<Named> named(Session session, List<HeldJob> jobs) {
        return session.list(
                """
                select named.job_id, named.epoch as named_epoch, job.status, lease.worker_id,
                  lease.epoch, lease.ended_at, lease.lost, lease.cancel, lease.%s as quiet
                from unnest($1::uuid[], $2::bigint[]) as named (job_id, epoch)
                left join provision_jobs job on job.id = named.job_id
                left join job_leases lease on lease.job_id = named.job_id
                """
                        .formatted(QUIET),
                row ->
                        new Named(
                                row.getUUID("job_id"),
                                row.getString("status") == null
                                        ? null
                                        : JobStatus.valueOf(row.getString("status")),
                                row.getUUID("worker_id") == null ? null : read(row),
                                row.getLong("named_epoch")),
                ids(jobs),
                epochs(jobs));
    }

    void cancel(Session session, JobId job, CancelMode mode) {
        session.change(
                "update job_leases set cancel = $2 where job_id = $1", job.value(), mode.name());
    }

    /** Ends the lease, and by it the life of its tokens. */
    void end(Session session, JobId job, boolean lost) {
        session.change(
                """
                with tokens as (%s)
                update job_leases set ended_at = now(), lost = $2 where job_id = $1
                """
                        .formatted(END_TOKENS),
                job.value(),
                lost);
    }

    /** Takes the lease away, and ends the life of its tokens. */
    void remove(Session session, JobId job) {
        session.change(
                "with tokens as (%s) delete from job_leases where job_id = $1"
                        .formatted(END_TOKENS),
                job.value());
    }

    private static UUID[] ids(List<HeldJob> jobs) {
        return jobs.stream().map(HeldJob::id).toArray(UUID[]::new);
    }

    private static Long[] epochs(List<HeldJob> jobs) {
        return jobs.stream().map(HeldJob::epoch).toArray(Long[]::new);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static Lease read(Row row) {
        return read(row, "worker_id");
    }

    private static Lease read(Row row, String holder) {
        return new Lease(
                row.getUUID(holder),
                row.getLong("epoch"),
                row.getOffsetDateTime("ended_at") != null,
                row.getBoolean("lost"),
                row.getBoolean("quiet"),
                row.getString("cancel") == null
                        ? null
                        : CancelMode.valueOf(row.getString("cancel")));
    }
}
