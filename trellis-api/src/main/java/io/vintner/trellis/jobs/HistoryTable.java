package io.vintner.trellis.jobs;

import io.vertx.core.json.JsonObject;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.modules.ModuleSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The statements on {@code job_events} and {@code job_details}. */
@ApplicationScoped
class HistoryTable {

    /** Who did something. */
    record Actor(String kind, @Nullable UUID id) {

        static final Actor SYSTEM = new Actor("system", null);

        static Actor of(Caller.Person person) {
            return switch (person) {
                case Caller.User user -> new Actor("user", user.id().value());
                case Caller.Administrator _ -> new Actor("administrator", null);
            };
        }

        static Actor tendril(UUID id) {
            return new Actor("tendril", id);
        }
    }

    /** One line of a job's history. */
    @Schema(name = "JobEvent")
    record Event(
            long id,
            OffsetDateTime at,
            String kind,
            String actor,
            @Nullable UUID actorId,
            @Nullable Map<String, Object> detail) {}

    /** Wide parts of a job, as JSON texts. */
    record Details(String configSnapshot, @Nullable String executionMetadata) {}

    void add(Session session, JobId job, String kind, Actor actor) {
        add(session, job, kind, actor, Map.of());
    }

    void add(Session session, JobId job, String kind, Actor actor, Map<String, Object> detail) {
        session.change(
                """
                insert into job_events (job_id, kind, actor, actor_id, detail)
                values ($1, $2, $3, $4, $5)
                """,
                job.value(),
                kind,
                actor.kind(),
                actor.id(),
                detail.isEmpty() ? null : new JsonObject(detail));
    }

    List<Event> events(Session session, JobId job, long after, int limit) {
        return session.list(
                """
                select * from job_events where job_id = $1 and id > $2 order by id limit $3
                """,
                row ->
                        new Event(
                                row.getLong("id"),
                                row.getOffsetDateTime("at"),
                                row.getString("kind"),
                                row.getString("actor"),
                                row.getUUID("actor_id"),
                                row.getJsonObject("detail") == null
                                        ? null
                                        : row.getJsonObject("detail").getMap()),
                job.value(),
                after,
                limit);
    }

    /**
     * @param source which kind of source its module has
     */
    void freeze(Session session, JobId job, String snapshot, ModuleSource.Kind source) {
        session.change(
                """
                insert into job_details (job_id, config_snapshot, module_source)
                values ($1, $2::text::jsonb, $3)
                """,
                job.value(),
                snapshot,
                source.word());
    }

    /** Whether the job's module may be another one tomorrow, with the same configuration. */
    boolean moduleMoves(Session session, JobId job) {
        return session.find(
                        "select module_source from job_details where job_id = $1",
                        row -> row.getString("module_source"),
                        job.value())
                .filter(ModuleSource.Kind::moves)
                .isPresent();
    }

    void setMetadata(Session session, JobId job, String metadata) {
        session.change(
                """
                update job_details set execution_metadata = $2::text::jsonb where job_id = $1
                """,
                job.value(),
                metadata);
    }

    Optional<Details> details(Session session, JobId job) {
        return session.find(
                """
                select config_snapshot::text, execution_metadata::text
                from job_details where job_id = $1
                """,
                row ->
                        new Details(
                                row.getString("config_snapshot"),
                                row.getString("execution_metadata")),
                job.value());
    }
}
