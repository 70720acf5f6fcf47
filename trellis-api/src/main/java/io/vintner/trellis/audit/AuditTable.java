package io.vintner.trellis.audit;

import io.vertx.core.json.JsonObject;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.database.Session;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statements on {@code audit_events}. */
@ApplicationScoped
class AuditTable {

    void insert(Session session, Audit.Entry entry) {
        session.change(
                """
                insert into audit_events (user_id, actor, actor_id, action, subject_id, detail)
                values ($1, $2, $3, $4, $5, $6)
                """,
                entry.owner() == null ? null : entry.owner().value(),
                entry.actor().kind(),
                entry.actor().id(),
                entry.action().word(),
                entry.subject(),
                entry.detail().isEmpty() ? null : new JsonObject(entry.detail()));
    }

    /** Newest first. Owner null: everybody's. */
    List<AuditResource.Event> list(
            Session session, @Nullable UserId owner, long before, int limit) {
        return session.list(
                """
                select * from audit_events where ($1::uuid is null or user_id = $1) and id < $2
                order by id desc limit $3
                """,
                row ->
                        new AuditResource.Event(
                                row.getLong("id"),
                                row.getOffsetDateTime("at"),
                                row.getString("actor"),
                                row.getUUID("actor_id"),
                                row.getString("action"),
                                row.getUUID("subject_id"),
                                row.getJsonObject("detail") == null
                                        ? null
                                        : row.getJsonObject("detail").getMap()),
                owner == null ? null : owner.value(),
                before,
                limit);
    }
}
