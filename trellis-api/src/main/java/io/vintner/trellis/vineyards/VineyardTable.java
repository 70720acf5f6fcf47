package io.vintner.trellis.vineyards;

import io.vertx.mutiny.sqlclient.Row;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.pages.Cursor;
import io.vintner.trellis.pages.PageQuestion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements on {@code vineyards}. */
@ApplicationScoped
class VineyardTable {

    static final String NAME_UNIQUE = "vineyards_name_taken";

    List<Vineyard> listVisible(Session session, PageQuestion question) {
        Cursor after = question.after();
        return session.list(
                """
                select * from vineyards where $1::text is null or (name, id) > ($1, $2::uuid)
                order by name, id limit $3
                """,
                VineyardTable::read,
                after == null ? null : after.text(0),
                after == null ? null : after.id(1),
                question.rows());
    }

    Optional<Vineyard> findVisible(Session session, VineyardId id) {
        return session.find(
                "select * from vineyards where id = $1", VineyardTable::read, id.value());
    }

    Vineyard insert(Session session, UserId owner, String name, @Nullable String description) {
        return session.get(
                """
                insert into vineyards (user_id, name, description) values ($1, $2, $3)
                returning *
                """,
                VineyardTable::read,
                owner.value(),
                name,
                description);
    }

    Optional<Vineyard> update(
            Session session, UserId owner, VineyardId id, VineyardResource.Change change) {
        return session.find(
                """
                update vineyards set name = coalesce($3, name),
                  description = coalesce($4, description)
                where id = $1 and user_id = $2
                returning *
                """,
                VineyardTable::read,
                id.value(),
                owner.value(),
                change.name(),
                change.description());
    }

    boolean delete(Session session, UserId owner, VineyardId id) {
        return session.change(
                        "delete from vineyards where id = $1 and user_id = $2",
                        id.value(),
                        owner.value())
                > 0;
    }

    private static Vineyard read(Row row) {
        return new Vineyard(
                row.getUUID("id"),
                row.getUUID("user_id"),
                row.getString("name"),
                row.getString("description"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("updated_at"),
                row.getLong("version"));
    }
}
