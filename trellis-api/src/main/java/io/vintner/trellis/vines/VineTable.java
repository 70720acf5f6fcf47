package io.vintner.trellis.vines;

import io.vertx.mutiny.sqlclient.Row;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.pages.Cursor;
import io.vintner.trellis.pages.PageQuestion;
import io.vintner.trellis.vineyards.VineyardId;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements on {@code vines}. */
@ApplicationScoped
class VineTable {

    static final String NAME_UNIQUE = "vines_name_taken";

    List<Vine> listVisible(Session session, @Nullable VineyardId vineyard, PageQuestion question) {
        Cursor after = question.after();
        return session.list(
                """
                select * from vines where ($1::uuid is null or vineyard_id = $1)
                  and ($2::text is null
                    or (project_name, environment_stage, region, id) > ($2, $3, $4, $5::uuid))
                order by project_name, environment_stage, region, id
                limit $6
                """,
                VineTable::read,
                vineyard == null ? null : vineyard.value(),
                after == null ? null : after.text(0),
                after == null ? null : after.text(1),
                after == null ? null : after.text(2),
                after == null ? null : after.id(3),
                question.rows());
    }

    Optional<Vine> findVisible(Session session, VineId id) {
        return session.find("select * from vines where id = $1", VineTable::read, id.value());
    }

    /** Holds the row against other changes until the transaction ends. Owner null: anybody's. */
    Optional<Vine> lockOwn(Session session, @Nullable UserId owner, VineId id) {
        return session.find(
                """
                select * from vines where id = $1 and ($2::uuid is null or user_id = $2)
                for no key update
                """,
                VineTable::read,
                id.value(),
                owner == null ? null : owner.value());
    }

    /** Empty when the vineyard is not the owner's. */
    Optional<Vine> insert(Session session, UserId owner, VineResource.New wanted) {
        return session.find(
                """
                insert into vines (user_id, vineyard_id, project_name, environment_stage, region,
                  terraform_version)
                select user_id, id, $3, $4, $5, coalesce($6, '1.11.4')
                from vineyards where id = $1 and user_id = $2
                returning *
                """,
                VineTable::read,
                wanted.vineyardId(),
                owner.value(),
                wanted.projectName(),
                wanted.environmentStage(),
                wanted.region(),
                wanted.terraformVersion());
    }

    Vine update(Session session, UUID id, VineResource.Change change) {
        return session.get(
                """
                update vines set project_name = coalesce($2, project_name),
                  environment_stage = coalesce($3, environment_stage),
                  region = coalesce($4, region),
                  terraform_version = coalesce($5, terraform_version)
                where id = $1
                returning *
                """,
                VineTable::read,
                id,
                change.projectName(),
                change.environmentStage(),
                change.region(),
                change.terraformVersion());
    }

    boolean delete(Session session, UserId owner, VineId id) {
        return session.change(
                        "delete from vines where id = $1 and user_id = $2",
                        id.value(),
                        owner.value())
                > 0;
    }

    void begin(Session session, VineId id, VineStatus during) {
        session.change("update vines set status = $2 where id = $1", id.value(), during.name());
    }

    void finish(
            Session session,
            VineId id,
            VineStatus from,
            VineStatus done,
            @Nullable BigDecimal cost) {
        session.change(
                """
                update vines set status = $3, estimated_monthly_cost = $4, reconcile = false
                where id = $1 and status = $2
                """,
                id.value(),
                from.name(),
                done.name(),
                cost);
    }

    void fail(Session session, VineId id, VineStatus from, boolean reconcile) {
        session.change(
                """
                update vines set status = 'FAILED', reconcile = reconcile or $3
                where id = $1 and status = $2
                """,
                id.value(),
                from.name(),
                reconcile);
    }

    Vine reconciled(Session session, VineId id) {
        return session.get(
                "update vines set reconcile = false where id = $1 returning *",
                VineTable::read,
                id.value());
    }

    private static Vine read(Row row) {
        return new Vine(
                row.getUUID("id"),
                row.getUUID("user_id"),
                row.getUUID("vineyard_id"),
                row.getString("project_name"),
                row.getString("environment_stage"),
                row.getString("region"),
                row.getString("terraform_version"),
                VineStatus.valueOf(row.getString("status")),
                row.getBoolean("reconcile"),
                row.getBigDecimal("estimated_monthly_cost"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("updated_at"),
                row.getLong("version"));
    }
}
