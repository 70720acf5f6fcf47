package io.vintner.relay.transaction;

import io.vintner.change.Table;
import io.vintner.change.Table.ReplicaIdentity;
import io.vintner.relay.pgoutput.MalformedPgOutputException;
import io.vintner.relay.pgoutput.PgOutputMessage;
import io.vintner.relay.pgoutput.PgOutputMessage.Column;
import io.vintner.relay.pgoutput.PgOutputMessage.Relation;
import io.vintner.relay.transaction.TableFacts.PrimaryKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shape of every table seen, as its last Relation message gave it. Not thread-safe.
 *
 * <p>It outlives a session with the database: a table that is described again in the same shape
 * keeps its id.
 *
 * <p>A Relation message is of the time of the rows that follow it; the catalog, which is asked for
 * what the message lacks, is of the time of reading, which is later when the relay is behind. So
 * the message rules, and the catalog only adds to it:
 *
 * <ul>
 *   <li><b>Primary key.</b> Under the default identity the flagged columns are the primary key, as
 *       it was at the time. Where none is flagged, a <em>deferrable</em> primary key of the catalog
 *       counts, because PostgreSQL does not take one for an identity; any other was added later.
 *       Under the other identities it is the catalog's key, as far as its columns are in the
 *       message by that name; a table that is gone by then has none.
 *   <li><b>Type names.</b> What the Type message says, but for domains, which it calls by the name
 *       of their base type: those have the catalog's name as long as they exist. Built-in types,
 *       for which there is no message, have the catalog's.
 * </ul>
 *
 * <p>PostgreSQL sends the message anew when a table has changed, also its primary key alone, so
 * that nothing of this stays wrong; but for two names, see {@link #rename}.
 */
public final class RelationCatalog {

    private static final int NO_ID = 0;

    /** PostgreSQL's {@code FirstNormalObjectId}: oids below are its own. */
    private static final long FIRST_NORMAL_OID = 16384;

    private final Map<Long, Table> known = new HashMap<>();
    private final Map<Long, Table> described = new HashMap<>();
    private final Map<Long, String> pluginNames = new HashMap<>();
    private int lastId;

    /** Forgets what PostgreSQL tells again in a new session, but not the ids given. */
    public void sessionBegins() {
        described.clear();
        pluginNames.clear();
    }

    /** Takes the name of a type that is not built in. */
    public void accept(PgOutputMessage.Type type) {
        pluginNames.put(type.oid(), type.name());
    }

    /** Takes a table's shape; what the message lacks is asked of {@code facts}. */
    public void accept(Relation relation, TableFacts facts) {
        ReplicaIdentity identity = identity(relation.identity());
        Set<String> primaryKey = primaryKey(relation, identity, facts);
        Map<Long, String> names = typeNames(relation, facts);
        List<Table.Column> columns =
                relation.columns().stream()
                        .map(column -> column(column, primaryKey, names))
                        .toList();
        described.put(
                relation.oid(),
                identified(
                        new Table(
                                NO_ID,
                                relation.oid(),
                                relation.schema(),
                                relation.table(),
                                identity,
                                columns)));
    }

    /** The tables that it knows, also from sessions before. */
    public Set<Long> tableOids() {
        return Set.copyOf(known.keySet());
    }

    /** Forgets tables that no row can come of any more. */
    public void forget(Set<Long> tableOids) {
        known.keySet().removeAll(tableOids);
        described.keySet().removeAll(tableOids);
    }

    /**
     * The types of the columns that this session has described, without those that are built in.
     */
    public Set<Long> typeOids() {
        return described.values().stream()
                .flatMap(table -> table.columns().stream())
                .map(Table.Column::typeOid)
                .filter(oid -> oid >= FIRST_NORMAL_OID)
                .collect(Collectors.toSet());
    }

    /**
     * Whether a described table, or the type of one of its columns, goes by another name.
     *
     * @param schemas by the oid of a table in it
     * @param types by oid
     */
    public boolean differs(Map<Long, String> schemas, Map<Long, String> types) {
        return described.values().stream()
                .anyMatch(table -> !renamed(table, schemas, types).equals(table));
    }

    /**
     * Takes the names for the rows to come: PostgreSQL does not describe a table anew when a type
     * was renamed, nor, before version 16, when its schema was.
     *
     * @param schemas by the oid of a table in it
     * @param types by oid
     */
    public void rename(Map<Long, String> schemas, Map<Long, String> types) {
        described.replaceAll((_, table) -> identified(renamed(table, schemas, types)));
    }

    private static Table renamed(Table table, Map<Long, String> schemas, Map<Long, String> types) {
        return new Table(
                table.id(),
                table.oid(),
                schemas.getOrDefault(table.oid(), table.schema()),
                table.name(),
                table.identity(),
                table.columns().stream().map(column -> renamed(column, types)).toList());
    }

    private static Table.Column renamed(Table.Column column, Map<Long, String> types) {
        return new Table.Column(
                column.name(),
                types.getOrDefault(column.typeOid(), column.typeName()),
                column.typeOid(),
                column.primaryKey(),
                column.identity());
    }

    /** The table with the id that it had in this shape, or with a new one. */
    private Table identified(Table table) {
        Table before = known.get(table.oid());
        if (before != null && before.equals(withId(table, before.id()))) {
            return before;
        }
        Table after = withId(table, ++lastId);
        known.put(table.oid(), after);
        return after;
    }

    private static Table withId(Table table, int id) {
        return new Table(
                id, table.oid(), table.schema(), table.name(), table.identity(), table.columns());
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

    private static Set<String> primaryKey(
            Relation relation, ReplicaIdentity identity, TableFacts facts) {
        if (identity != ReplicaIdentity.DEFAULT) {
            return facts.primaryKey(relation.oid()).columns();
        }
        Set<String> flagged =
                relation.columns().stream()
                        .filter(Column::key)
                        .map(Column::name)
                        .collect(Collectors.toSet());
        if (!flagged.isEmpty()) {
            return flagged;
        }
        PrimaryKey later = facts.primaryKey(relation.oid());
        return later.deferrable() ? later.columns() : Set.of();
    }

    private static Table.Column column(
            Column column, Set<String> primaryKey, Map<Long, String> names) {
        return new Table.Column(
                column.name(),
                names.getOrDefault(column.typeOid(), Long.toString(column.typeOid())),
                column.typeOid(),
                primaryKey.contains(column.name()),
                column.key());
    }

    private Map<Long, String> typeNames(Relation relation, TableFacts facts) {
        Set<Long> oids =
                relation.columns().stream().map(Column::typeOid).collect(Collectors.toSet());
        Map<Long, String> names = new HashMap<>(pluginNames);
        facts.typeNames(oids)
                .forEach((oid, type) -> {
                    if (type.domain()) {
                        names.put(oid, type.name());
                    } else {
                        names.putIfAbsent(oid, type.name());
                    }
                });
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
}
