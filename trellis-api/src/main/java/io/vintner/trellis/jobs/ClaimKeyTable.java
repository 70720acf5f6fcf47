package io.vintner.trellis.jobs;

import io.vintner.trellis.database.Session;
import io.vintner.trellis.idempotency.CallKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** The statements on {@code idempotency_records}, as far as claims go: their key is a lease's. */
@ApplicationScoped
class ClaimKeyTable {

    /**
     * What was answered.
     *
     * @param epoch of the lease
     */
    record Answered(UUID job, long epoch) {}

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
}
