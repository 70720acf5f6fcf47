package io.vintner.relay.oracle;

import io.vintner.change.ChangeEvent;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.change.Table.ReplicaIdentity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one table as a reader knows them: a value that an update lacks stays what it was. A
 * column that a row's last change did not have, because it was added later, is unknown: it has no
 * entry.
 */
final class ReaderTable {

    private @Nullable Table shape;

    /** By the values of the key; several rows can be equal only where there is no key. */
    private Map<List<@Nullable String>, List<Map<String, @Nullable String>>> rows = new HashMap<>();

    void apply(ChangeEvent event) {
        take(event.table());
        switch (event) {
            case ChangeEvent.RowInserted insert -> add(Told.values(event.table(), insert.row()));
            case ChangeEvent.RowUpdated update -> {
                Map<String, @Nullable String> row = remove(update.old());
                row.putAll(Told.values(event.table(), update.row()));
                add(row);
            }
            case ChangeEvent.RowDeleted delete -> remove(delete.old());
            case ChangeEvent.TableTruncated _ -> rows.clear();
        }
    }

    /** The table's name when it was changed last. */
    String name() {
        return shape().name();
    }

    int rowCount() {
        return rows.values().stream().mapToInt(List::size).sum();
    }

    /**
     * Takes out a row with the key of {@code row} and, where there is no key, all its values; null
     * if there is none.
     */
    @Nullable Map<String, @Nullable String> takeOut(Map<String, @Nullable String> row) {
        List<@Nullable String> key = key(row);
        List<Map<String, @Nullable String>> found = rows.get(key);
        if (found == null) {
            return null;
        }
        Map<String, @Nullable String> last = found.removeLast();
        if (found.isEmpty()) {
            rows.remove(key);
        }
        return last;
    }

    private void take(Table other) {
        Table before = shape;
        shape = other;
        if (before != null && !keyColumns(before).equals(keyColumns(other))) {
            var former = rows;
            rows = new HashMap<>();
            former.values().forEach(equal -> equal.forEach(this::add));
        }
    }

    private void add(Map<String, @Nullable String> row) {
        List<Map<String, @Nullable String>> equal =
                rows.computeIfAbsent(key(row), _ -> new ArrayList<>());
        if (!equal.isEmpty() && hasKey(shape())) {
            throw new BrokenPromise("a row is there already");
        }
        equal.add(row);
    }

    private Map<String, @Nullable String> remove(Row old) {
        Map<String, @Nullable String> found = takeOut(Told.values(shape(), old));
        if (found == null) {
            throw new BrokenPromise("a row is not there");
        }
        return found;
    }

    private List<@Nullable String> key(Map<String, @Nullable String> row) {
        List<String> columns = keyColumns(shape());
        @Nullable String[] key = new @Nullable String[columns.size()];
        for (int index = 0; index < key.length; index++) {
            if (!row.containsKey(columns.get(index))) {
                throw new BrokenPromise(
                        "column %s of the key is absent".formatted(columns.get(index)));
            }
            key[index] = row.get(columns.get(index));
        }
        return Arrays.asList(key);
    }

    private static List<String> keyColumns(Table table) {
        boolean byPrimaryKey = table.identity() == ReplicaIdentity.FULL && hasKey(table);
        return table.columns().stream()
                .filter(column -> byPrimaryKey ? column.primaryKey() : column.identity())
                .map(Table.Column::name)
                .toList();
    }

    private static boolean hasKey(Table table) {
        return table.identity() != ReplicaIdentity.FULL
                || table.columns().stream().anyMatch(Table.Column::primaryKey);
    }

    private Table shape() {
        if (shape == null) {
            throw new IllegalStateException("no change was told yet");
        }
        return shape;
    }
}
