package io.vintner.relay.replication;

/**
 * A table that has become a partition.
 *
 * @param name as SQL has it
 * @param transaction which attached it
 */
public record AttachedPartition(long oid, String name, long transaction) {}
