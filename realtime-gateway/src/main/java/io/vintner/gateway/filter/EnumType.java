package io.vintner.gateway.filter;

import java.util.List;

/**
 * An enum: its values are read as their place in the catalog's order.
 *
 * @param labels in sort order
 */
record EnumType(List<String> labels) implements ColumnType<Integer> {

    @Override
    public Integer read(String text) {
        int place = labels.indexOf(text);
        if (place < 0) {
            throw new IllegalArgumentException("no label of the enum");
        }
        return place;
    }

    @Override
    public int compare(Integer one, Integer other) {
        return Integer.compare(one, other);
    }
}
