package io.vintner.change;

/** The value of one column of one row: a text, SQL null, or left out by PostgreSQL. */
public sealed interface ColumnValue {

    /** SQL null. */
    ColumnValue NULL = new Null();

    /** A value that PostgreSQL did not send. */
    ColumnValue ABSENT = new Absent();

    /**
     * A value.
     *
     * @param text as the type's output function prints it, for instance {@code t} for a true
     *     boolean
     */
    record Present(String text) implements ColumnValue {}

    /** SQL null. */
    record Null() implements ColumnValue {}

    /**
     * Left out: an out-of-line (TOAST) value that an update did not touch, or a column of an old
     * row that is not part of the replica identity. Never to be read as null.
     */
    record Absent() implements ColumnValue {}
}
