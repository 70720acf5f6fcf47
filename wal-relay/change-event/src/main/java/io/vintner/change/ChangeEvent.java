package io.vintner.change;

import java.time.Instant;

/**
 * One committed change of one published table.
 *
 * <p>Events come in commit order, and within a transaction in the order in which it made them.
 */
public sealed interface ChangeEvent {

    /** This change's own place; the key by which a repeated event is known. */
    ChangePosition position();

    /** When the transaction committed, by the database's clock, in microseconds. */
    Instant committedAt();

    /** The table's shape when the change was made. */
    Table table();

    /** A row was inserted. */
    record RowInserted(ChangePosition position, Instant committedAt, Table table, Row row)
            implements ChangeEvent {}

    /**
     * A row was updated.
     *
     * @param old what is known of the row before: always the columns of the replica identity, taken
     *     from the new row when the update left them alone; the others are absent
     * @param row after the update; a large value that the update did not touch is absent unless the
     *     old row holds it
     */
    record RowUpdated(ChangePosition position, Instant committedAt, Table table, Row old, Row row)
            implements ChangeEvent {}

    /**
     * A row was deleted.
     *
     * @param old what is known of it: the columns of the replica identity; the others are absent
     */
    record RowDeleted(ChangePosition position, Instant committedAt, Table table, Row old)
            implements ChangeEvent {}

    /** All rows of the table were removed at once. */
    record TableTruncated(ChangePosition position, Instant committedAt, Table table)
            implements ChangeEvent {}
}
