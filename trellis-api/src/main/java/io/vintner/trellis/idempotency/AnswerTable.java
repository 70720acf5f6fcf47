package io.vintner.trellis.idempotency;

import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.encryption.Sealed;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements on {@code idempotency_records}, as far as they keep answers. */
@ApplicationScoped
class AnswerTable {

    /** What a key stands for: the caller, and the key that the caller chose. */
    record CallKey(String scope, String key) {}

    /**
     * A key that was used.
     *
     * @param answer null: by a version that kept none
     */
    record Used(@Nullable Sealed answer) {}

    /** Makes other calls with the same key wait until the transaction ends. */
    void hold(Session session, CallKey key) {
        session.get(
                "select pg_advisory_xact_lock(hashtextextended($1, 0)) is null",
                row -> true,
                key.scope() + " " + key.key());
    }

    Optional<Used> find(Session session, CallKey key) {
        return session.find(
                "select key_id, content from idempotency_records where scope = $1 and key = $2",
                row ->
                        new Used(
                                row.getBuffer("content") == null
                                        ? null
                                        : new Sealed(
                                                row.getString("key_id"),
                                                Buffer.buffer(
                                                        row.getBuffer("content").getBytes()))),
                key.scope(),
                key.key());
    }

    void insert(Session session, CallKey key, Sealed answer) {
        session.change(
                """
                insert into idempotency_records (scope, key, key_id, content)
                values ($1, $2, $3, $4)
                """,
                key.scope(),
                key.key(),
                answer.keyId(),
                answer.content());
    }
}
