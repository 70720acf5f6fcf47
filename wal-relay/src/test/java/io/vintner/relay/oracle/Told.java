package io.vintner.relay.oracle;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.ColumnValue;
import io.vintner.change.Row;
import io.vintner.change.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One change that a reader was told of.
 *
 * @param values PostgreSQL's text of each column, of the new row or, of a delete, of the old one;
 *     without the absent ones
 * @param mayLack the columns that may rightly be absent
 */
record Told(Kind kind, String table, Map<String, @Nullable String> values, Set<String> mayLack) {

    /** The only column that is stored out of line. */
    private static final String LARGE = "big";

    enum Kind {
        INSERT,
        UPDATE,
        DELETE,
        TRUNCATE
    }

    /** All of a transaction, in order. */
    record Transaction(String id, ChangePosition position, List<Told> changes) {
        Transaction {
            changes = List.copyOf(changes);
        }
    }

    static Told of(ChangeEvent event) {
        Table table = event.table();
        String name = table.name();
        boolean full = table.identity() == Table.ReplicaIdentity.FULL;
        return switch (event) {
            case ChangeEvent.RowInserted insert ->
                    new Told(Kind.INSERT, name, values(table, insert.row()), Set.of());
            case ChangeEvent.RowUpdated update ->
                    new Told(
                            Kind.UPDATE,
                            name,
                            values(table, update.row()),
                            full ? Set.of() : Set.of(LARGE));
            case ChangeEvent.RowDeleted delete ->
                    new Told(
                            Kind.DELETE, name, values(table, delete.old()), outsideIdentity(table));
            case ChangeEvent.TableTruncated _ -> new Told(Kind.TRUNCATE, name, Map.of(), Set.of());
        };
    }

    private static Set<String> outsideIdentity(Table table) {
        return table.columns().stream()
                .filter(column -> !column.identity())
                .map(Table.Column::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The values that the row has, by column; without the absent ones. */
    static Map<String, @Nullable String> values(Table table, Row row) {
        Map<String, @Nullable String> values = new HashMap<>();
        for (int index = 0; index < table.columns().size(); index++) {
            String column = table.columns().get(index).name();
            switch (row.value(index)) {
                case ColumnValue.Present(String text) -> values.put(column, text);
                case ColumnValue.Null _ -> values.put(column, null);
                case ColumnValue.Absent _ -> {}
            }
        }
        return values;
    }
}
