package io.vintner.relay.window;

import io.vintner.change.FeedEncoder;
import io.vintner.change.FeedMessage;
import io.vintner.change.FeedMessage.Gap.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One reader's way through a {@link ReplayWindow}: lines of the change feed, ready to send, each
 * once and in order, or the line that says that some were missed. Used by one thread at a time.
 */
public final class WindowReader implements AutoCloseable {

    private static final long NOT_HELD = Long.MIN_VALUE;

    private final ReplayWindow window;
    private final Runnable onAvailable;
    private final FeedEncoder encoder = new FeedEncoder();

    // Guarded by the window's lock.
    private @Nullable ByteBuffer preamble;
    private Segment segment;
    private int entry;

    /** Where it stands: nothing at or before this is sent any more. */
    private Place place;

    /** Whether {@link #place} is one that the window has yet to reach. */
    private boolean ahead;

    private @Nullable Reason lost;
    private boolean closed;
    private long heldSince = NOT_HELD;

    private volatile boolean waiting;

    WindowReader(ReplayWindow window, Runnable onAvailable) {
        this.window = window;
        this.onAvailable = onAvailable;
        this.segment = window.segments().last();
        this.place = window.head();
    }

    /**
     * What to send next: whole lines, to be read only; they do not change.
     *
     * @param bytesMax is exceeded only by a single line that is longer
     * @return null if there is nothing; then the reader's {@code onAvailable} runs once when that
     *     may have changed
     */
    public @Nullable ByteBuffer poll(int bytesMax) {
        ByteBuffer found = pollOnce(bytesMax);
        if (found == null) {
            // The writer looks at the flag after it has published: one of the two sees the other.
            waiting = true;
            found = pollOnce(bytesMax);
            if (found != null) {
                waiting = false;
            }
        }
        return found;
    }

    /** The line that tells where this reader stands, for when there is nothing else to send. */
    public ByteBuffer heartbeat() {
        window.lock().lock();
        try {
            return encode(new FeedMessage.Progress(place.position(), place.committedAt()));
        } finally {
            window.lock().unlock();
        }
    }

    /** Lets go of the window. */
    @Override
    public void close() {
        window.lock().lock();
        try {
            closed = true;
            window.closed(this);
        } finally {
            window.lock().unlock();
        }
    }

    /** By the writer, after it has published. */
    void wake() {
        if (waiting) {
            waiting = false;
            onAvailable.run();
        }
    }

    // From here on under the window's lock.

    /** Goes on after {@code from}, or tells of a gap. */
    void startAfter(Place from) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        write(new FeedMessage.Opened(from.position()), lines);
        preamble = standAfter(from, lines);
    }

    /** Goes on after all that the database had when asked. */
    void startNow() {
        startAfter(window.now());
    }

    /** Stands before all that the window holds; the first line says what of it is past. */
    void startAtOldest() {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Place oldest = window.segments().floor();
        write(new FeedMessage.Opened(oldest.position(), window.now().position()), lines);
        preamble = standAfter(oldest, lines);
    }

    /** Takes the reader off the window; its next line says so. */
    void lose(Reason reason) {
        lost = reason;
        heldSince = NOT_HELD;
    }

    /** Whether it still needs something of that segment, the window's first. */
    boolean holds(Segment oldest) {
        if (closed || lost != null) {
            return false;
        }
        boolean through = entry == segment.published() && segment.next() != null;
        return segment.number + (through ? 1 : 0) <= oldest.number;
    }

    /** For how long it has kept the window from letting go, in milliseconds. */
    long heldFor(long now) {
        if (heldSince == NOT_HELD) {
            heldSince = now;
        }
        return now - heldSince;
    }

    private @Nullable ByteBuffer pollOnce(int bytesMax) {
        window.lock().lock();
        try {
            ByteBuffer lines = preamble;
            preamble = null;
            if (lines == null && lost != null) {
                Reason reason = lost;
                lost = null;
                lines = standAnew(reason, new ByteArrayOutputStream());
            } else if (lines == null && ahead) {
                lines = standAfter(place, new ByteArrayOutputStream());
            }
            if (lines != null) {
                return lines;
            }
            return closed || ahead ? null : next(bytesMax);
        } finally {
            window.lock().unlock();
        }
    }

    private @Nullable ByteBuffer next(int bytesMax) {
        while (entry == segment.published()) {
            Segment following = segment.next();
            if (following == null) {
                return null;
            }
            moveTo(following, 0);
        }
        int end = segment.entriesWithin(entry, bytesMax);
        ByteBuffer lines = segment.lines(entry, end);
        entry = end;
        place = segment.place(end - 1);
        if (entry == segment.published()) {
            window.readerMoved();
        }
        return lines;
    }

    /**
     * Stands just after that place; if what follows it cannot be sent, tells so and stands at the
     * present. The writer may publish meanwhile, so both decisions are made by the same head: by a
     * later one the reader would stand in a history that nobody has compared with its own.
     *
     * @return what this and {@code lines} say; null for nothing
     */
    private @Nullable ByteBuffer standAfter(Place from, ByteArrayOutputStream lines) {
        Place head = window.head();
        Reason refusal = window.segments().refusal(from, head, window.reached());
        if (refusal != null) {
            return standAnew(refusal, lines);
        }
        place = from;
        ahead = from.position().isAfter(head.position());
        if (ahead) {
            moveTo(window.segments().last(), window.segments().last().published());
        } else {
            seek(lines);
        }
        return lines.size() == 0 ? null : ByteBuffer.wrap(lines.toByteArray());
    }

    private @Nullable ByteBuffer standAnew(Reason gap, ByteArrayOutputStream lines) {
        Place now = window.now();
        window.counts().gap(gap);
        write(new FeedMessage.Gap(gap, now.position()), lines);
        return standAfter(now, lines);
    }

    /**
     * Stands just after {@link #place}. The tables are described anew: their lines may be among
     * those that the reader passes over.
     */
    private void seek(ByteArrayOutputStream lines) {
        try {
            window.shapes().writeAll(lines);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        Segment found = window.segments().first();
        int entries = found.entriesUpTo(place.position());
        Segment following = found.next();
        while (entries == found.published() && following != null) {
            found = following;
            entries = found.entriesUpTo(place.position());
            following = found.next();
        }
        moveTo(found, entries);
    }

    private void moveTo(Segment other, int otherEntry) {
        segment = other;
        entry = otherEntry;
        if (window.isWellWithin(other)) {
            heldSince = NOT_HELD;
        }
        window.readerMoved();
    }

    private ByteBuffer encode(FeedMessage message) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        write(message, line);
        return ByteBuffer.wrap(line.toByteArray());
    }

    private void write(FeedMessage message, ByteArrayOutputStream out) {
        try {
            encoder.write(message, out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
