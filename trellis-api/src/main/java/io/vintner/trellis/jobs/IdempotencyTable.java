package io.vintner.trellis.jobs;

import io.vintner.trellis.database.Session;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statements on {@code idempotency_records}, as far as claims go: their key stands for a lease.
 */
@ApplicationScoped
class IdempotencyTable {

    /** What a key stands for: the caller and call, and the key that the caller chose. */
    record CallKey(String scope, String key) {}

    /**
     * What was answered.
     *
     * @param epoch of the lease
     */
    record Answered(UUID job, @Nullable Long epoch) {}

    /** Makes other calls with the same key wait until the transaction ends. */
    void hold(Session session, CallKey key) {
        session.get(
                "select pg_advisory_xact_lock(hashtextextended($1, 0)) is null",
                row -> true,
                key.scope() + " " + key.key());
    }

    Optional<Answered> find(Session session, CallKey key) {
        return session.find(
                "select job_id, epoch from idempotency_records where scope = $1 and key = $2",
                row -> new Answered(row.getUUID("job_id"), row.getLong("epoch")),
                key.scope(),
                key.key());
    }

    void put(Session session, CallKey key, Answered answered) {
        session.change(
                """
                insert into idempotency_records (scope, key, job_id, epoch)
                values ($1, $2, $3, $4)
                on conflict (scope, key) do update set job_id = excluded.job_id,
                  epoch = excluded.epoch, created_at = now()
                """,
                key.scope(),
                key.key(),
                answered.job(),
                answered.epoch());
    }

    /** Those of all calls. */
    int forget(Session session, Duration kept) {
        return session.change(
                """
                delete from idempotency_records
                where created_at < now() - make_interval(secs => $1)
                """,
                kept.toMillis() / 1000.0);
    }
}
