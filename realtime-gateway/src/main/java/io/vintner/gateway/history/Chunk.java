package io.vintner.gateway.history;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the window. Written by one thread until it is full; read by any thread as far as
 * {@link #count}.
 */
final class Chunk {

    private static final int EVENTS_MAX = 256;

    private final ChangeEvent[] events = new ChangeEvent[EVENTS_MAX];
    private volatile int count;
    private volatile @Nullable Chunk next;
    private volatile boolean dropped;
    private long bytes;
    private long firstAt;
    private long lastAt;

    void add(ChangeEvent event, long size, long now) {
        int index = count;
        if (index == 0) {
            firstAt = now;
        }
        events[index] = event;
        bytes += size;
        lastAt = now;
        count = index + 1; // publishes the event
    }

    boolean isFull() {
        return count == EVENTS_MAX;
    }

    int count() {
        return count;
    }

    ChangeEvent event(int index) {
        return events[index];
    }

    /** The position of its last change; it must have one. */
    ChangePosition end() {
        return events[count - 1].position();
    }

    /** How many of its changes are at or before {@code position}. */
    int countUpTo(ChangePosition position) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (events[middle].position().isAfter(position)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    long bytes() {
        return bytes;
    }

    /** When its first change came, in milliseconds. */
    long firstAt() {
        return firstAt;
    }

    /** When its last change came, in milliseconds. */
    long lastAt() {
        return lastAt;
    }

    @Nullable Chunk next() {
        return next;
    }

    void follow(Chunk following) {
        next = following;
    }

    /** Whether it has left the window. */
    boolean isDropped() {
        return dropped;
    }

    void drop() {
        dropped = true;
    }
}
