package io.vintner.change;

import java.util.List;

/**
 * One version of a row.
 *
 * @param values one for each of {@link Table#columns()}, in the same order
 */
public record Row(List<ColumnValue> values) {

    public Row {
        values = List.copyOf(values);
    }

    /** The value of the column with that index in {@link Table#columns()}. */
    public ColumnValue value(int index) {
        return values.get(index);
    }
}
