package io.vintner.relay.window;

import io.vintner.change.ChangePosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A position and the commit time that belongs to it.
 *
 * @param committedAt of the position's transaction, or of the last one before it; null if unknown
 */
public record Place(ChangePosition position, @Nullable Instant committedAt) {

    /** Whether both know their commit time, and they differ: then there are two histories. */
    boolean contradicts(Place other) {
        return committedAt != null
                && other.committedAt != null
                && !committedAt.equals(other.committedAt);
    }
}
