package io.vintner.local.oracle;

import org.jspecify.annotations.Nullable;

/**
 * One version of a row; all tables of the oracle have these columns.
 *
 * @param owner a user's id
 * @param number null in some rows
 * @param version never the same in two versions of any row
 */
record Row(
        long id, String owner, String team, String kind, @Nullable Integer number, long version) {

    /** All its values. */
    String text() {
        return "id=%d owner=%s team=%s kind=%s number=%s version=%d"
                .formatted(id, owner, team, kind, number, version);
    }

    /** Its primary key only. */
    String key() {
        return "id=" + id;
    }

    Row withId(long other, long nextVersion) {
        return new Row(other, owner, team, kind, number, nextVersion);
    }
}
