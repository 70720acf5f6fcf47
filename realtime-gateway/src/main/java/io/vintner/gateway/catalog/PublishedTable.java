package io.vintner.gateway.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table of the publication.
 *
 * @param oid PostgreSQL's {@code pg_class.oid}, unsigned
 * @param rowSecurity whether row-level security is enabled
 * @param publishes what the publication tells of it
 * @param columns in attribute order, without dropped ones
 * @param access by the name of the role, for every role that the gateway may act as
 * @param partitions of a partitioned table whose rows are published under the names of its
 *     partitions, the oids of these; else none
 */
public record PublishedTable(
        long oid,
        String schema,
        String name,
        boolean rowSecurity,
        Set<Kind> publishes,
        List<TableColumn> columns,
        Map<String, TableAccess> access,
        Set<Long> partitions) {

    /** A table whose changes come under its own name. */
    public PublishedTable(
            long oid,
            String schema,
            String name,
            boolean rowSecurity,
            Set<Kind> publishes,
            List<TableColumn> columns,
            Map<String, TableAccess> access) {
        this(oid, schema, name, rowSecurity, publishes, columns, access, Set.of());
    }

    /** What can happen to a row. */
    public enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    public PublishedTable {
        publishes = Set.copyOf(publishes);
        columns = List.copyOf(columns);
        access = Map.copyOf(access);
        partitions = Set.copyOf(partitions);
    }

    /** Whether its changes come under the names of its partitions only. */
    public boolean isToldByPartitions() {
        return !partitions.isEmpty();
    }

    /** What {@code role} may see. */
    public TableAccess accessOf(String role) {
        return access.getOrDefault(role, TableAccess.NOTHING);
    }

    /** The column of that name; null if there is none. */
    public @Nullable TableColumn column(String columnName) {
        for (TableColumn column : columns) {
            if (column.name().equals(columnName)) {
                return column;
            }
        }
        return null;
    }

    /** The columns of the primary key, in attribute order; none if there is no primary key. */
    public List<TableColumn> primaryKey() {
        return columns.stream().filter(TableColumn::primaryKey).toList();
    }
}
