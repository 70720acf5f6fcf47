package io.vintner.relay;

import io.vintner.relay.replication.AttachedPartition;
import io.vintner.relay.replication.DatabaseCatalog;
import io.vintner.relay.replication.ReplicationSlot;
import io.vintner.relay.replication.SlotLostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Notices where PostgreSQL 14 leaves out or mistells rows of partitions; nothing to do with later
 * versions. What was told since is then worth nothing: the session ends, and a new slot begins a
 * new generation. Not thread-safe.
 */
final class PartitionWatch {

    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final DatabaseCatalog catalog;
    private final String publication;
    private final Set<AttachedPartition> settled;
    private final boolean needed;
    private final long horizon;
    private long lookedAt;

    /**
     * @param slot in use by this session, so that its horizon stands still
     * @param settled what earlier sessions of this process ended for, and a later slot has behind
     *     it
     */
    PartitionWatch(
            DatabaseCatalog catalog,
            String publication,
            ReplicationSlot slot,
            Set<AttachedPartition> settled)
            throws SQLException {
        this.catalog = catalog;
        this.publication = publication;
        this.settled = settled;
        this.needed = catalog.mistellsPartitions();
        this.horizon = needed ? catalog.horizon(slot) : 0;
    }

    /**
     * Looks, now and then.
     *
     * @return whether what was read before this call is beyond doubt, so that it may be confirmed
     */
    boolean look(long millis) throws SQLException, SlotLostException {
        if (!needed) {
            return true;
        }
        if (millis - lookedAt < PERIOD.toMillis()) {
            return false;
        }
        lookedAt = millis;
        requireAllTold();
        return true;
    }

    private void requireAllTold() throws SQLException, SlotLostException {
        List<AttachedPartition> attached = catalog.attachedSince(publication, horizon);
        for (AttachedPartition partition : attached) {
            if (!settled.contains(partition)) {
                settled.addAll(attached);
                throw new SlotLostException(
                        "PostgreSQL 14 may leave out rows of %s, which was attached as a partition"
                                .formatted(partition.name()));
            }
        }
        List<String> mistold = catalog.mistold(publication);
        if (!mistold.isEmpty()) {
            throw new SlotLostException(mistold.getFirst());
        }
    }
}
