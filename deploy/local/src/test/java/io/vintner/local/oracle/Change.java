package io.vintner.local.oracle;

import org.jspecify.annotations.Nullable;

/**
 * What one statement made of one row.
 *
 * @param before null for an INSERT
 * @param after null for a DELETE
 */
record Change(OracleTable table, @Nullable Row before, @Nullable Row after) {

    Kind kind() {
        if (before == null) {
            return Kind.INSERT;
        }
        return after == null ? Kind.DELETE : Kind.UPDATE;
    }

    /** The version that decides who hears of it. */
    Row judged() {
        Row row = after == null ? before : after;
        if (row == null) {
            throw new IllegalStateException("a change of nothing");
        }
        return row;
    }

    enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }
}
