package io.vintner.relay.transaction;

import io.vintner.change.ColumnValue;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.relay.pgoutput.MalformedPgOutputException;
import io.vintner.relay.pgoutput.PgOutputMessage.Before;
import io.vintner.relay.pgoutput.PgOutputMessage.Tuple;
import io.vintner.relay.pgoutput.PgOutputMessage.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of pgoutput's tuples.
 *
 * <p>What a tuple leaves out and how the old row is completed: <a
 * href="https://www.postgresql.org/docs/current/logical-replication-publication.html#LOGICAL-REPLICATION-PUBLICATION-REPLICA-IDENTITY">replica
 * identity</a>.
 */
final class RowAssembler {

    private RowAssembler() {}

    static Row inserted(Table table, Tuple after) {
        List<Value> values = values(table, after);
        ColumnValue[] row = new ColumnValue[values.size()];
        for (int index = 0; index < row.length; index++) {
            row[index] = value(values.get(index));
        }
        return row(row);
    }

    /** The new row; a value that PostgreSQL left out is taken from the old row if that has it. */
    static Row updated(Table table, @Nullable Before before, Tuple after) {
        List<Value> values = values(table, after);
        ColumnValue[] row = new ColumnValue[values.size()];
        for (int index = 0; index < row.length; index++) {
            Value value = values.get(index);
            row[index] =
                    value instanceof Value.Unchanged && before != null
                            ? before(table, before, index)
                            : value(value);
        }
        return row(row);
    }

    /** The old row; without one the identity was left alone, so the new row holds it. */
    static Row old(Table table, @Nullable Before before, Tuple after) {
        if (before != null) {
            return deleted(table, before);
        }
        List<Value> values = values(table, after);
        ColumnValue[] row = new ColumnValue[values.size()];
        for (int index = 0; index < row.length; index++) {
            row[index] =
                    table.columns().get(index).identity()
                            ? value(values.get(index))
                            : ColumnValue.ABSENT;
        }
        return row(row);
    }

    static Row deleted(Table table, Before before) {
        ColumnValue[] row = new ColumnValue[values(table, before.tuple()).size()];
        for (int index = 0; index < row.length; index++) {
            row[index] = before(table, before, index);
        }
        return row(row);
    }

    /** A key tuple says null for every column outside the key: those are absent. */
    private static ColumnValue before(Table table, Before before, int index) {
        List<Value> values = values(table, before.tuple());
        return switch (before) {
            case Before.Full _ -> value(values.get(index));
            case Before.Key _ ->
                    table.columns().get(index).identity()
                            ? value(values.get(index))
                            : ColumnValue.ABSENT;
        };
    }

    private static ColumnValue value(Value value) {
        return switch (value) {
            case Value.Text(String text) -> new ColumnValue.Present(text);
            case Value.Null _ -> ColumnValue.NULL;
            case Value.Unchanged _ -> ColumnValue.ABSENT;
        };
    }

    private static List<Value> values(Table table, Tuple tuple) {
        if (tuple.values().size() != table.columns().size()) {
            throw new MalformedPgOutputException(
                    "a row of %d values for the %d columns of table %d"
                            .formatted(tuple.values().size(), table.columns().size(), table.oid()));
        }
        return tuple.values();
    }

    private static Row row(ColumnValue[] values) {
        return new Row(List.of(values));
    }
}
