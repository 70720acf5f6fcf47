package io.vintner.gateway.match;

import io.vintner.change.Table;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.render.RowJson;
import java.util.HashMap;
import java.util.Map;

/** How a table's shape in the stream stands to the catalog. Immutable. */
final class TableShape {

    private final Table table;
    private final RowJson json;
    private final Map<String, Integer> positions = new HashMap<>();
    private final boolean asDeclared;

    TableShape(Table table, PublishedTable declared) {
        this.table = table;
        this.json = new RowJson(table, declared);
        boolean same = true;
        for (int index = 0; index < table.columns().size(); index++) {
            Table.Column column = table.columns().get(index);
            TableColumn known = declared.column(column.name());
            // A column of another type than the catalog's is as good as absent for every test.
            if (known != null && known.type().oid() == column.typeOid()) {
                positions.put(column.name(), index);
                same &= known.identity() == column.identity();
            } else {
                same = false;
            }
        }
        this.asDeclared =
                same
                        && declared.columns().stream()
                                .filter(TableColumn::published)
                                .allMatch(column -> positions.containsKey(column.name()));
    }

    Table table() {
        return table;
    }

    RowJson json() {
        return json;
    }

    /** Whether the catalog says the same; if not, one of the two may be old. */
    boolean isAsDeclared() {
        return asDeclared;
    }

    /** The place of a column in the rows; -1 if they do not have it. */
    int position(String column) {
        return positions.getOrDefault(column, -1);
    }
}
