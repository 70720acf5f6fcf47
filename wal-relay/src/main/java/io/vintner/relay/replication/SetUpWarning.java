package io.vintner.relay.replication;

/**
 * Something in the database's set-up that does not keep the relay from streaming, but that its
 * operator should know of.
 *
 * @param advice one sentence: what it leads to, and what to do
 */
public record SetUpWarning(Check check, String advice) {

    /** What was looked at. */
    public enum Check {
        /** The publication names no table: nothing is relayed. */
        TABLES,
        /** The publication leaves out inserts, updates, deletes or truncates. */
        OPERATIONS,
        /**
         * A published table has no replica identity: PostgreSQL refuses its updates and deletes.
         */
        IDENTITY,
        /** A policy reads columns that are not in the old row of a delete. */
        POLICIES,
        /** Tables that would be published are not logged, so their changes are not relayed. */
        UNLOGGED,
        /** PostgreSQL 14 may tell the rows of a partition wrongly, so the relay does not stream. */
        PARTITIONS,
        /** A slot may keep as much WAL as the disk holds. */
        WAL_LIMIT,
        /** PostgreSQL may remove the slot of a relay that is away. */
        IDLE_LIMIT
    }
}
