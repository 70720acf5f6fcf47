package io.vintner.trellis.encryption;

import io.vintner.trellis.database.Session;
import io.vintner.trellis.encryption.SealedTable.Place;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The statements on the {@code content} and {@code key_id} of any {@link SealedTable}. */
@ApplicationScoped
class ResealTable {

    /**
     * A row to be sealed anew.
     *
     * @param handle its {@code ctid}, valid as long as the transaction holds it
     */
    record Stale(Place place, String handle, Sealed sealed) {}

    /** A row that is in clear or under one of {@code keys}, held; {@code skipped} are left out. */
    Optional<Stale> lockStale(Session session, SealedTable table, List<String> keys, int skipped) {
        return session.find(
                """
                select %s as place, ctid::text as handle, key_id, content from %s
                where content is not null and (key_id is null or key_id = any ($1))
                limit 1 offset $2
                for update skip locked
                """
                        .formatted(table.sqlKeys(), table.sqlName()),
                row ->
                        new Stale(
                                new Place(table, row.getString("place")),
                                row.getString("handle"),
                                SealedTable.read(row)),
                keys.toArray(String[]::new),
                skipped);
    }

    void replace(Session session, Stale row, Sealed sealed) {
        session.change(
                "update %s set key_id = $2, content = $3 where ctid = $1::text::tid"
                        .formatted(row.place().table().sqlName()),
                row.handle(),
                sealed.keyId(),
                sealed.content());
    }

    /** A key that some row needs and that is none of {@code known}. */
    Optional<String> unknownKey(Session session, SealedTable table, List<String> known) {
        return session.find(
                "select key_id from %s where key_id <> all ($1) limit 1".formatted(table.sqlName()),
                row -> row.getString("key_id"),
                (Object) known.toArray(String[]::new));
    }
}
