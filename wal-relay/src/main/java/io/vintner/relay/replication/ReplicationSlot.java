package io.vintner.relay.replication;

/**
 * The relay's place in the database's log, kept by PostgreSQL.
 *
 * @param number of the slot; a newer one has a higher number
 * @param confirmed the LSN up to which the relay has given up its right to read again, unsigned
 */
public record ReplicationSlot(long number, long confirmed) {

    static final String PREFIX = "vintner_";

    /** PostgreSQL's name of the slot. */
    public String name() {
        return PREFIX + number;
    }
}
