package io.vintner.relay.replication;

import java.time.Instant;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The connection that streams from the slot, as PostgreSQL shows it to the relay's role.
 *
 * @param pid of its walsender
 * @param address of its client; null if PostgreSQL does not show it
 * @param since when it connected, by PostgreSQL's clock; null if PostgreSQL does not show it
 * @param readers how many readers it says that it serves; empty if it does not say, as whatever is
 *     no relay
 * @param own whether it is a former connection of this very process
 */
public record SlotHolder(
        int pid,
        @Nullable String address,
        @Nullable Instant since,
        OptionalInt readers,
        boolean own) {

    /** Whether both are the same connection. */
    public boolean isSameConnection(SlotHolder other) {
        return pid == other.pid && Objects.equals(since, other.since);
    }
}
