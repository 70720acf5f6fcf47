package io.vintner.trellis.idempotency;

import io.vintner.trellis.database.Session;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * The statements on {@code idempotency_records} that hold for all keys, whatever is kept of them.
 */
@ApplicationScoped
public class KeyTable {

    /** Makes other calls with the same key wait until the transaction ends. */
    public void hold(Session session, CallKey key) {
        session.get(
                "select pg_advisory_xact_lock(hashtextextended($1, 0)) is null",
                row -> true,
                key.scope() + " " + key.key());
    }

    /** Deletes those that were used so long ago; answers how many. */
    public int forget(Session session, Duration kept) {
        return session.change(
                """
                delete from idempotency_records
                where created_at < now() - make_interval(secs => $1)
                """,
                kept.toMillis() / 1000.0);
    }
}
