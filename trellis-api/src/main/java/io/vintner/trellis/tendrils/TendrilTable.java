package io.vintner.trellis.tendrils;

import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.pages.Cursor;
import io.vintner.trellis.pages.PageQuestion;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements on {@code workers} and {@code worker_liveness}. */
@ApplicationScoped
class TendrilTable {

    List<Tendril> listVisible(Session session, PageQuestion question) {
        Cursor after = question.after();
        return session.list(
                """
                select * from workers where $1::text is null or (name, id) > ($1, $2::uuid)
                order by name, id limit $3
                """,
                TendrilTable::read,
                after == null ? null : after.text(0),
                after == null ? null : after.id(1),
                question.rows());
    }

    Optional<Tendril> findVisible(Session session, TendrilId id) {
        return session.find("select * from workers where id = $1", TendrilTable::read, id.value());
    }

    /** Holds the row against other changes until the transaction ends. */
    Optional<Tendril> lock(Session session, TendrilId id) {
        return session.find(
                "select * from workers where id = $1 for update", TendrilTable::read, id.value());
    }

    UUID insert(
            Session session,
            @Nullable UUID owner,
            String name,
            String version,
            Map<String, String> labels) {
        return session.get(
                """
                insert into workers (user_id, name, agent_version, labels) values ($1, $2, $3, $4)
                returning id
                """,
                row -> row.getUUID("id"),
                owner,
                name,
                version,
                json(labels));
    }

    /**
     * What a beat says of its Tendril.
     *
     * @param labels null: as they were
     */
    record Said(TendrilStatus status, String version, @Nullable Map<String, String> labels) {}

    void insertLiveness(Session session, UUID id) {
        session.change("insert into worker_liveness (worker_id) values ($1)", id);
    }

    /** Notes the pulse; answers whether the owner has asked for a drain, empty when removed. */
    Optional<Boolean> beat(Session session, TendrilId id, @Nullable List<String> moduleSources) {
        return session.find(
                """
                update worker_liveness set seen_at = now(),
                  module_sources = coalesce($2::text[], '{files}')
                where worker_id = $1
                returning drain_requested_at is not null as drain
                """,
                row -> row.getBoolean("drain"),
                id.value(),
                moduleSources == null ? null : moduleSources.toArray(String[]::new));
    }

    /** Changes the published row only when a person would see it, or it has become old. */
    void show(Session session, TendrilId id, Said said, Duration every) {
        session.change(
                """
                update workers set status = $2, agent_version = $3, last_heartbeat = now(),
                  labels = coalesce($5, labels)
                where id = $1 and (status <> $2 or agent_version is distinct from $3
                  or labels is distinct from coalesce($5, labels)
                  or last_heartbeat is null
                  or last_heartbeat <= now() - make_interval(secs => $4))
                """,
                id.value(),
                said.status().name(),
                said.version(),
                seconds(every),
                said.labels() == null ? null : json(said.labels()));
    }

    private static JsonObject json(Map<String, String> labels) {
        JsonObject json = new JsonObject();
        labels.forEach(json::put);
        return json;
    }

    void requestDrain(Session session, TendrilId id) {
        session.change(
                "update worker_liveness set drain_requested_at = now() where worker_id = $1",
                id.value());
    }

    void forgetDrain(Session session, TendrilId id) {
        session.change(
                """
                update worker_liveness set drain_requested_at = null
                where worker_id = $1 and drain_requested_at is not null
                """,
                id.value());
    }

    Tendril setStatus(Session session, TendrilId id, TendrilStatus status) {
        return session.get(
                "update workers set status = $2 where id = $1 returning *",
                TendrilTable::read,
                id.value(),
                status.name());
    }

    /** Those that have been silent for too long and are not known to be. */
    List<TendrilId> silent(Session session, Duration offlineAfter) {
        return session.list(
                """
                select w.id from workers w join worker_liveness l on l.worker_id = w.id
                where w.status <> 'OFFLINE'
                  and coalesce(l.seen_at, w.created_at) < now() - make_interval(secs => $1)
                for update of l skip locked
                """,
                row -> new TendrilId(row.getUUID("id")),
                seconds(offlineAfter));
    }

    boolean deleteOffline(Session session, TendrilId id) {
        return session.change(
                        "delete from workers where id = $1 and status = 'OFFLINE'", id.value())
                > 0;
    }

    OffsetDateTime now(Session session) {
        return session.get("select now()", row -> row.getOffsetDateTime(0));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static Tendril read(Row row) {
        return new Tendril(
                row.getUUID("id"),
                row.getUUID("user_id"),
                row.getString("name"),
                TendrilStatus.valueOf(row.getString("status")),
                row.getString("agent_version"),
                Map.copyOf(row.getJsonObject("labels").getMap()),
                row.getOffsetDateTime("last_heartbeat"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("updated_at"),
                row.getLong("version"));
    }
}
