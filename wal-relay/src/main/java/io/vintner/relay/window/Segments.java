package io.vintner.relay.window;

import io.vintner.change.ChangePosition;
import io.vintner.change.Generation;
import java.time.Duration;
import java.util.Objects;

/**
 * The pieces of a window, oldest first, and the place just before them. Written by the window's
 * writer under the window's lock; read by the writer without it.
 */
final class Segments {

    private Segment first;
    private Segment last;
    private long sealedBytes;
    private Place floor;
    private volatile long confirmable;

    Segments() {
        Generation none = new Generation(0, 0, 0);
        first = new Segment(0, none);
        last = first;
        floor = new Place(new ChangePosition(none, 0, 0), null);
    }

    /** Forgets everything; {@code start} is the place before what comes. */
    void startAt(Place start) {
        floor = start;
        confirmable = start.position().lsn();
        first = new Segment(last.number + 1, start.position().generation());
        last = first;
        sealedBytes = 0;
    }

    /** Closes the piece that is being written, and begins another. */
    void seal() {
        Segment following = new Segment(last.number + 1, floor.position().generation());
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
        first = Objects.requireNonNull(first.next());
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
}
