package io.vintner.trellis.vines;

import io.vintner.trellis.database.Session;
import io.vintner.trellis.encryption.Sealed;
import io.vintner.trellis.encryption.SealedTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The statements on {@code vine_secrets}. */
@ApplicationScoped
class SecretTable {

    /** A secret as stored, at its place among the vine's variables. */
    record Row(String kind, String name, int position, long revision, Sealed sealed) {}

    List<Row> list(Session session, UUID vine) {
        return session.list(
                "select * from vine_secrets where vine_id = $1 order by position",
                row ->
                        new Row(
                                row.getString("kind"),
                                row.getString("name"),
                                row.getInteger("position"),
                                row.getLong("revision"),
                                SealedTable.read(row)),
                vine);
    }

    void put(Session session, UUID vine, Variable variable, int position, Sealed sealed) {
        session.change(
                """
                insert into vine_secrets (vine_id, kind, name, position, revision, key_id, content)
                values ($1, $2, $3, $4, nextval('secret_revisions'), $5, $6)
                on conflict (vine_id, kind, name) do update set position = excluded.position,
                  revision = excluded.revision, key_id = excluded.key_id, content = excluded.content
                """,
                vine,
                variable.kind(),
                variable.name(),
                position,
                sealed.keyId(),
                sealed.content());
    }

    /** Keeps the value at another place; false when there is no such secret. */
    boolean move(Session session, UUID vine, Variable variable, int position) {
        return session.change(
                        """
                        update vine_secrets set position = $4
                        where vine_id = $1 and kind = $2 and name = $3
                        """,
                        vine,
                        variable.kind(),
                        variable.name(),
                        position)
                > 0;
    }

    void removeOthers(Session session, UUID vine, List<Variable> kept) {
        session.change(
                """
                delete from vine_secrets where vine_id = $1
                  and (kind, name) not in (select * from unnest($2::text[], $3::text[]))
                """,
                vine,
                kept.stream().map(Variable::kind).toArray(String[]::new),
                kept.stream().map(Variable::name).toArray(String[]::new));
    }
}
