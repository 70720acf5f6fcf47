package io.vintner.trellis.idempotency;

import io.vintner.trellis.database.Session;
import io.vintner.trellis.encryption.Sealed;
import io.vintner.trellis.encryption.SealedTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements on {@code idempotency_records}, as far as they keep answers. */
@ApplicationScoped
class AnswerTable {

    /**
     * A key that was used.
     *
     * @param answer null: by a version that kept none
     */
    record Used(@Nullable Sealed answer) {}

    Optional<Used> find(Session session, CallKey key) {
        return session.find(
                "select key_id, content from idempotency_records where scope = $1 and key = $2",
                row -> new Used(row.getBuffer("content") == null ? null : SealedTable.read(row)),
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
