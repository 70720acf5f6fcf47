package io.vintner.gateway.history;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The window of recent changes: one unbroken part of one generation, bounded by age and by bytes.
 * What is older has left it, and can only be fetched.
 *
 * <p>One thread writes, in commit order; any thread reads.
 */
public final class RecentChanges {

    /** How finely the bounds are kept. */
    private static final int PARTS = 64;

    private final Duration ageMax;
    private final long bytesMax;
    private final InstantSource clock;
    private Chunk first = new Chunk();
    private Chunk last = first;
    private long bytes;
    private @Nullable ChangePosition floor;
    private volatile @Nullable ChangePosition end;
    private volatile @Nullable ChangePosition reached;

    /**
     * @param bytesMax an estimate of the memory that the changes take
     */
    public RecentChanges(Duration ageMax, long bytesMax, InstantSource clock) {
        this.ageMax = ageMax;
        this.bytesMax = bytesMax;
        this.clock = clock;
    }

    /** How a position stands to the window. */
    public enum Standing {
        /** All that follows it is here, or will come. */
        HELD,
        /** Some of what follows it has left, or was missed. */
        LOST,
        /** The window has not come so far. */
        AHEAD
    }

    /** Adds changes. */
    public synchronized void append(List<ChangeEvent> events) {
        long now = clock.millis();
        for (ChangeEvent event : events) {
            if (isComplete(last, now)) {
                seal();
            }
            long size = EventSize.of(event);
            last.add(event, size, now);
            bytes += size;
            end = event.position();
        }
        letGo(now);
    }

    /** Everything up to {@code position} was added and has been dealt with. */
    public synchronized void reached(ChangePosition position) {
        if (floor == null) {
            floor = position;
        }
        ChangePosition known = end;
        if (known == null || position.isAfter(known)) {
            end = position;
        }
        reached = position;
        letGo(clock.millis());
    }

    /** Changes were missed: the window begins anew where the next {@link #reached} says. */
    public synchronized void forget() {
        first.drop();
        for (Chunk chunk = first.next(); chunk != null; chunk = chunk.next()) {
            chunk.drop();
        }
        first = new Chunk();
        last = first;
        bytes = 0;
        floor = null;
        end = null;
        reached = null;
    }

    /** Up to where every change has been dealt with; null if that is not known just now. */
    public @Nullable ChangePosition reached() {
        return reached;
    }

    /** Up to where changes were added; null if that is not known just now. */
    public @Nullable ChangePosition end() {
        return end;
    }

    /** How {@code position} stands to the window. */
    public synchronized Standing standing(ChangePosition position) {
        ChangePosition oldest = floor;
        ChangePosition newest = end;
        if (oldest == null
                || newest == null
                || !oldest.generation().equals(position.generation())
                || oldest.isAfter(position)) {
            return Standing.LOST;
        }
        return position.isAfter(newest) ? Standing.AHEAD : Standing.HELD;
    }

    /** Reads what follows {@code position}; null unless that is {@link Standing#HELD}. */
    public synchronized @Nullable ChangeCursor after(ChangePosition position) {
        if (standing(position) != Standing.HELD) {
            return null;
        }
        Chunk chunk = first;
        int index = chunk.countUpTo(position);
        for (Chunk following = chunk.next();
                following != null && index == chunk.count();
                following = chunk.next()) {
            chunk = following;
            index = chunk.countUpTo(position);
        }
        return new ChangeCursor(chunk, index);
    }

    /** The memory that it takes, by estimate. */
    public synchronized long bytes() {
        return bytes;
    }

    /** The age of the oldest change in it. */
    public synchronized Duration age() {
        return first.count() == 0
                ? Duration.ZERO
                : Duration.ofMillis(Math.max(0, clock.millis() - first.firstAt()));
    }

    private boolean isComplete(Chunk chunk, long now) {
        return chunk.isFull()
                || chunk.bytes() > bytesMax / PARTS
                || (chunk.count() > 0 && now - chunk.firstAt() > ageMax.toMillis() / PARTS);
    }

    private void seal() {
        Chunk following = new Chunk();
        last.follow(following);
        last = following;
    }

    private void letGo(long now) {
        while (first.count() > 0
                && (bytes > bytesMax || now - first.lastAt() > ageMax.toMillis())) {
            if (first == last) {
                seal();
            }
            floor = first.end();
            bytes -= first.bytes();
            Chunk following = first.next();
            first.drop();
            first = following == null ? last : following;
        }
    }
}
