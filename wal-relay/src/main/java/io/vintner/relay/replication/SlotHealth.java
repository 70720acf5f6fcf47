package io.vintner.relay.replication;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL says of the relay's slot at one moment.
 *
 * @param at the database's time
 * @param written LSN up to which the database's log was written, unsigned
 */
public record SlotHealth(
        ReplicationSlot slot, Instant at, long written, Wal wal, Use use, Decoding decoding) {

    /** The WAL written since what the relay has confirmed, in bytes; not negative. */
    public long unconfirmed() {
        return Math.max(0, written - slot.confirmed());
    }

    /** PostgreSQL's {@code wal_status}. */
    public enum WalStatus {
        /** The slot keeps no more than {@code max_wal_size}. */
        RESERVED(0),
        /** It keeps more than that. */
        EXTENDED(1),
        /** It keeps more than it may: the next checkpoint can remove what it needs. */
        UNRESERVED(2),
        /** Something that it needs is gone, or PostgreSQL has invalidated it. */
        LOST(3);

        private final int level;

        WalStatus(int level) {
            this.level = level;
        }

        /** As a measure: a higher one is more dangerous. */
        public int level() {
            return level;
        }
    }

    /**
     * The WAL that the slot makes the database keep, in bytes.
     *
     * @param kept since {@code restart_lsn}; 0 if the slot is lost
     * @param safe how much more can be written before the slot is in danger; null without a limit
     * @param keptMax {@code max_slot_wal_keep_size}; null without a limit
     */
    public record Wal(WalStatus status, long kept, @Nullable Long safe, @Nullable Long keptMax) {}

    /**
     * Who reads from the slot.
     *
     * @param pid of the walsender; null if nobody reads
     * @param idle for how long nobody has; null before PostgreSQL 17 and while somebody reads
     * @param idleMax after which PostgreSQL invalidates it ({@code idle_replication_slot_timeout});
     *     null before PostgreSQL 18 and where it never does
     * @param invalidation why PostgreSQL has invalidated it; null if it has not, or is older than
     *     17
     */
    public record Use(
            @Nullable Integer pid,
            @Nullable Duration idle,
            @Nullable Duration idleMax,
            @Nullable String invalidation) {}

    /**
     * What reading from the slot costs the database.
     *
     * @param catalogXminAge transactions since the oldest whose catalog rows vacuum must keep
     * @param spilledBytes written to disk because a transaction did not fit into {@code
     *     logical_decoding_work_mem}, since the slot was made
     */
    public record Decoding(long catalogXminAge, long spilledBytes) {}
}
