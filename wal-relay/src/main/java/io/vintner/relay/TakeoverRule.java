package io.vintner.relay;

import io.vintner.relay.replication.SlotHolder;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a standby takes the slot from its holder (docs/decisions/0007): when for so long the holder
 * has served nobody, by its own word, while readers have been asking the standby. A holder that
 * serves someone, or that does not say, keeps the slot. Not thread-safe.
 */
final class TakeoverRule {

    private final Duration after;
    private @Nullable SlotHolder idle;
    private Instant idleSince = Instant.MAX;

    TakeoverRule(Duration after) {
        this.after = after;
    }

    /**
     * Looks at the holder as it is now; to be called every now and then.
     *
     * @param wantedFor for how long readers have been asking this relay
     */
    boolean isDue(SlotHolder holder, Duration wantedFor, Instant now) {
        if (holder.readers().orElse(1) != 0) {
            idle = null;
            return false;
        }
        if (idle == null || !idle.isSameConnection(holder)) {
            idle = holder;
            idleSince = now;
        }
        return wantedFor.compareTo(after) >= 0
                && Duration.between(idleSince, now).compareTo(after) >= 0;
    }
}
