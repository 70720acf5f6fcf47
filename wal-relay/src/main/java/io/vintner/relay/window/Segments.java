package io.vintner.relay.window;

import io.vintner.change.ChangePosition;
import io.vintner.change.FeedMessage.Gap.Reason;
import io.vintner.change.Generation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of a window, oldest first, and the place just before them. Written by the window's
 * writer under the window's lock; read by the writer without it.
 */
final class Segments {

    /** How many free arrays are kept: as many as are filled between two evictions. */
    private static final int SPARE_MAX = 4;

    /** A line that is no longer than this part of a piece still fits into its array. */
    private static final int SLACK_PART = 16;

    private final int arrayBytes;
    private final Deque<byte[]> spare = new ArrayDeque<>();
    private Segment first;
    private Segment last;
    private long sealedBytes;
    private Place floor;
    private volatile long confirmable;

    /**
     * @param segmentBytes after which a piece is sealed
     */
    Segments(int segmentBytes) {
        arrayBytes = segmentBytes + segmentBytes / SLACK_PART;
        Generation none = new Generation(0, 0, 0);
        first = new Segment(0, none, array(), 0);
        last = first;
        floor = new Place(new ChangePosition(none, 0, 0), null);
    }

    /** Forgets everything; {@code start} is the place before what comes. */
    void startAt(Place start) {
        floor = start;
        confirmable = start.position().lsn();
        first = new Segment(last.number + 1, start.position().generation(), array(), 0);
        last = first;
        sealedBytes = 0;
    }

    /** Closes the piece that is being written, and begins another. */
    void seal() {
        if (last.size() < arrayBytes / 2) {
            keep(last.trim());
        }
        Segment following =
                new Segment(
                        last.number + 1, floor.position().generation(), array(), last.entries());
        last.seal(following);
        sealedBytes += last.footprint();
        last = following;
    }

    /** Lets go of the oldest piece, which is sealed. */
    void dropFirst() {
        sealedBytes -= first.footprint();
        floor = first.place(first.published() - 1);
        if (first.lastMark() != 0) {
            confirmable = first.lastMark();
        }
        keep(first.bytes());
        first = Objects.requireNonNull(first.next());
    }

    private byte[] array() {
        byte[] free = spare.poll();
        return free != null ? free : new byte[arrayBytes];
    }

    private void keep(byte[] free) {
        if (free.length == arrayBytes && spare.size() < SPARE_MAX) {
            spare.push(free);
        }
    }

    Segment first() {
        return first;
    }

    /** The piece that is being written. */
    Segment last() {
        return last;
    }

    /** The memory of the sealed pieces. */
    long sealedBytes() {
        return sealedBytes;
    }

    /** What they hold at that time, in milliseconds of the window's clock. */
    WindowState state(long now) {
        long entries = 0;
        for (Segment segment = first; segment != null; segment = segment.next()) {
            entries += segment.published();
        }
        long age = first.published() == 0 ? 0 : Math.max(0, now - first.firstAt());
        return new WindowState(sealedBytes, entries, Duration.ofMillis(age));
    }

    /** The place of the last entry that was let go of. */
    Place floor() {
        return floor;
    }

    /** The newest LSN of which everything before it was let go of, unsigned. Any thread. */
    long confirmable() {
        return confirmable;
    }

    /** The last place at or before {@code place}. */
    Place lastUpTo(Place place) {
        Place found = floor;
        for (Segment segment = first; segment != null; segment = segment.next()) {
            int entries = segment.entriesUpTo(place.position());
            if (entries == 0) {
                break;
            }
            found = segment.place(entries - 1);
        }
        return found;
    }

    /**
     * Why what follows {@code from} cannot be sent; null if it can.
     *
     * @param head the last place that readers may see
     * @param reached LSN that the database's log has reached, unsigned
     */
    @Nullable Reason refusal(Place from, Place head, long reached) {
        ChangePosition position = from.position();
        if (!position.generation().equals(floor.position().generation())) {
            return Reason.OTHER_GENERATION;
        }
        if (floor.position().isAfter(position)) {
            return Reason.WINDOW_PASSED;
        }
        if (position.isAfter(head.position())) {
            boolean beyond = Long.compareUnsigned(position.lsn(), reached) > 0;
            return beyond ? Reason.AHEAD_OF_DATABASE : null;
        }
        return lastUpTo(from).contradicts(from) ? Reason.OTHER_HISTORY : null;
    }
}
