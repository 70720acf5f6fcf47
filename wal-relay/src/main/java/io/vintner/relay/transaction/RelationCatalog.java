package io.vintner.relay.transaction;

import io.vintner.change.Table;
import io.vintner.change.Table.ReplicaIdentity;
import io.vintner.relay.pgoutput.MalformedPgOutputException;
import io.vintner.relay.pgoutput.PgOutputMessage;
import io.vintner.relay.pgoutput.PgOutputMessage.Column;
import io.vintner.relay.pgoutput.PgOutputMessage.Relation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The shape of every table seen, as its last Relation message gave it. Not thread-safe.
 *
 * <p>It outlives a session with the database: a table that is described again in the same shape
 * keeps its id.
 */
public final class RelationCatalog {

    private final Map<Long, Table> known = new HashMap<>();
    private final Map<Long, Table> described = new HashMap<>();
    private final Map<Long, String> typeNames = new HashMap<>();
    private int lastId;

    /** Forgets what PostgreSQL tells again in a new session, but not the ids given. */
    public void sessionBegins() {
        described.clear();
        typeNames.clear();
    }

    /** Takes the name of a type that is not built in. */
    public void accept(PgOutputMessage.Type type) {
        typeNames.put(type.oid(), type.name());
    }

    /** Takes a table's shape; what the message lacks is asked of {@code facts}. */
    public void accept(Relation relation, TableFacts facts) {
        ReplicaIdentity identity = identity(relation.identity());
        Set<String> primaryKey =
                identity == ReplicaIdentity.DEFAULT ? Set.of() : facts.primaryKey(relation.oid());
        Map<Long, String> names = typeNames(relation, facts);
        List<Table.Column> columns =
                relation.columns().stream()
                        .map(column -> column(column, identity, primaryKey, names))
                        .toList();
        Table before = known.get(relation.oid());
        Table table = table(before == null ? 0 : before.id(), relation, identity, columns);
        if (!table.equals(before)) {
            table = table(++lastId, relation, identity, columns);
            known.put(relation.oid(), table);
        }
        described.put(relation.oid(), table);
    }

    /**
     * The table's present shape.
     *
     * @throws MalformedPgOutputException if this session has not described it
     */
    Table table(long oid) {
        Table table = described.get(oid);
        if (table == null) {
            throw new MalformedPgOutputException(
                    "a change of table %d, which was not described".formatted(oid));
        }
        return table;
    }

    /**
     * Under the default identity the flagged columns are the primary key, as it was at the time.
     */
    private static Table.Column column(
            Column column,
            ReplicaIdentity identity,
            Set<String> primaryKey,
            Map<Long, String> names) {
        boolean primary =
                identity == ReplicaIdentity.DEFAULT
                        ? column.key()
                        : primaryKey.contains(column.name());
        String type = names.getOrDefault(column.typeOid(), Long.toString(column.typeOid()));
        return new Table.Column(column.name(), type, column.typeOid(), primary, column.key());
    }

    /** The catalog's names, and for a type that is gone the one that pgoutput gave. */
    private Map<Long, String> typeNames(Relation relation, TableFacts facts) {
        Map<Long, String> names = new HashMap<>(typeNames);
        Set<Long> oids = new HashSet<>();
        relation.columns().forEach(column -> oids.add(column.typeOid()));
        names.putAll(facts.typeNames(oids));
        return names;
    }

    private static ReplicaIdentity identity(char letter) {
        return switch (letter) {
            case 'd' -> ReplicaIdentity.DEFAULT;
            case 'i' -> ReplicaIdentity.INDEX;
            case 'f' -> ReplicaIdentity.FULL;
            case 'n' -> ReplicaIdentity.NOTHING;
            default ->
                    throw new MalformedPgOutputException(
                            "unknown replica identity '%c'".formatted(letter));
        };
    }

    private static Table table(
            int id, Relation relation, ReplicaIdentity identity, List<Table.Column> columns) {
        return new Table(
                id, relation.oid(), relation.schema(), relation.table(), identity, columns);
    }
}
