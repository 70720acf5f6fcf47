package io.vintner.relay.window;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.FeedEncoder;
import io.vintner.change.FeedMessage;
import io.vintner.change.FeedMessage.Gap.Reason;
import io.vintner.change.Generation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The recent changes of one generation, in order, encoded, and bounded by age, memory and the WAL
 * that they make PostgreSQL keep.
 *
 * <p>One thread writes ({@link #begin} to {@link #awaitRoom}); any thread may open readers. Writing
 * a change takes no lock.
 *
 * <p>The oldest piece leaves when a bound is passed. A reader that still needs it holds it for at
 * most {@link WindowLimits#stallMax()}, or when the WAL bound is passed for a tenth of that; then
 * the reader is told of a gap. The window can also be {@link #shed}. While a piece is held for lack
 * of memory, the window is {@link #isFull() full}.
 */
public final class ReplayWindow {

    private final WindowLimits limits;
    private final Departures departures;
    private final InstantSource clock;
    private final FeedEncoder encoder = new FeedEncoder();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Readers readers = new Readers();
    private final WindowCounts counts = new WindowCounts();
    private final Shapes shapes = new Shapes(encoder);

    /** Nothing can be read before the first {@link #begin}. */
    private @Nullable Generation generation;

    private final Segments segments;
    private Place written;
    private long reached;
    private long lastMark;
    private volatile Place head;
    private volatile boolean full;

    /** While a session sends again what the window holds; null once it has sent something new. */
    private @Nullable Resumption resumption;

    public ReplayWindow(WindowLimits limits, InstantSource clock) {
        this.limits = limits;
        this.departures = new Departures(limits);
        this.clock = clock;
        segments = new Segments(limits.segmentBytes());
        written = segments.floor();
        head = written;
    }

    /**
     * Whether that history cannot be the one that the window holds, though its generation is the
     * same: its log ends before the window's last change.
     */
    public boolean contradicts(Generation stated, long stateReached) {
        return stated.equals(generation)
                && Long.compareUnsigned(head.position().lsn(), stateReached) > 0;
    }

    /**
     * A session with the database begins. If it continues what the window holds, the window stays
     * and repeated changes are dropped, as long as they are repeats: see {@link #isContradicted}.
     * Otherwise it starts anew, and every reader has a gap.
     *
     * @param confirmed LSN from which the database sends again, unsigned
     * @param databaseReached LSN that the database's log has reached, unsigned
     */
    public void begin(Generation begun, long confirmed, long databaseReached) {
        lock.lock();
        try {
            reached = databaseReached;
            // They were about another time; who still has them will say so again.
            departures.forgetWishes();
            boolean same = begun.equals(generation);
            ChangePosition start = new ChangePosition(begun, confirmed, 0);
            if (same && Long.compareUnsigned(confirmed, lastMark) <= 0) {
                segments.last().publish(clock.millis());
                head = written;
                resumption = new Resumption(segments, written, start);
                return;
            }
            resumption = null;
            Reason gap = same ? Reason.WINDOW_PASSED : Reason.OTHER_GENERATION;
            generation = begun;
            written = new Place(start, null);
            head = written;
            lastMark = confirmed;
            segments.startAt(written);
            full = false;
            shapes.forgetBefore(segments.last().number);
            readers.lose(gap);
        } finally {
            lock.unlock();
        }
        readers.wake();
    }

    /**
     * Whether the session has sent what cannot stand beside the window: then the database was set
     * back and has gone on differently. Nothing is added any more until another one begins. For the
     * writer.
     */
    public boolean isContradicted() {
        return resumption != null && resumption.isContradicted();
    }

    /** Adds a change, unless it is a repeated one. */
    public void append(ChangeEvent event) {
        Place place = new Place(event.position(), event.committedAt());
        if (!isNew(place)) {
            return;
        }
        if (!shapes.isLast(event.table(), segments.last().number)) {
            describe(event);
        }
        counts.event();
        write(new FeedMessage.Changed(event), place);
    }

    /**
     * Adds the place after a transaction, or one that an idle database has reached: everything
     * before it was added.
     *
     * @param committedAt null means that of the last transaction
     */
    public void progress(ChangePosition position, @Nullable Instant committedAt) {
        if (!isNew(new Place(position, committedAt))) {
            return;
        }
        if (committedAt != null) {
            counts.transaction();
        }
        Instant known = committedAt != null ? committedAt : written.committedAt();
        segments.last().mark(position.lsn());
        lastMark = position.lsn();
        write(new FeedMessage.Progress(position, known), new Place(position, known));
    }

    /** Shows readers what was added, and lets go of what is too old. */
    public void publish() {
        long now = clock.millis();
        Segment last = segments.last();
        last.publish(now);
        head = written;
        counts.publish();
        boolean closed = !last.isEmpty() && now - last.firstAt() >= limits.segmentAge().toMillis();
        if (closed
                || departures.isWished()
                || (segments.first() != last && isDue(segments.first(), now))) {
            lock.lock();
            try {
                if (closed) {
                    segments.seal();
                }
                letGo(now);
            } finally {
                lock.unlock();
            }
        }
        readers.wake();
    }

    /** Whether nothing more should be added before {@link #awaitRoom} says so. */
    public boolean isFull() {
        return full;
    }

    /** Waits until readers have made room; false if they have not within {@code max}. */
    public boolean awaitRoom(Duration max) throws InterruptedException {
        lock.lock();
        try {
            long left = max.toNanos();
            letGo(clock.millis());
            while (full && left > 0) {
                left = moved.awaitNanos(left);
                letGo(clock.millis());
            }
            return !full;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives up what the window holds at this moment, so that PostgreSQL need not keep its WAL: what
     * every open reader has taken leaves at once, the rest as soon as it is taken, or when its
     * readers have held it for {@link WindowLimits#stallMax()} and are told of a gap. Any thread;
     * the writer's next {@link #publish} does it.
     */
    public void shed() {
        departures.wish(true);
    }

    /**
     * As {@link #shed}, but a reader that has not taken what was there at the wish before this one
     * is told of a gap at once.
     */
    public void shedWithoutDelay() {
        departures.wish(false);
    }

    /** The newest LSN of which everything before it has left the window, unsigned. */
    public long confirmable() {
        return segments.confirmable();
    }

    /** The last place published. */
    public Place head() {
        return head;
    }

    /**
     * A new reader of everything from now on.
     *
     * @param onAvailable run on the writer's thread when there is more to poll; must not block
     */
    public WindowReader openNow(Runnable onAvailable) {
        return open(onAvailable, WindowReader::startNow);
    }

    /** As {@link #openNow}, but of what follows a reader's last place. */
    public WindowReader openAfter(Place last, Runnable onAvailable) {
        return open(onAvailable, reader -> reader.startAfter(last));
    }

    /** As {@link #openNow}, but of everything that the window still holds, and of what follows. */
    public WindowReader openOldest(Runnable onAvailable) {
        return open(onAvailable, WindowReader::startAtOldest);
    }

    private WindowReader open(Runnable onAvailable, Consumer<WindowReader> start) {
        lock.lock();
        try {
            WindowReader reader = new WindowReader(this, onAvailable);
            start.accept(reader);
            readers.add(reader);
            return reader;
        } finally {
            lock.unlock();
        }
    }

    /** How many readers are open. */
    public int readerCount() {
        return readers.count();
    }

    /** What the window holds now. */
    public WindowState state() {
        lock.lock();
        try {
            return segments.state(clock.millis());
        } finally {
            lock.unlock();
        }
    }

    /** What it has seen so far. */
    public WindowCounts counts() {
        return counts;
    }

    // What readers use; the lock is theirs.

    ReentrantLock lock() {
        return lock;
    }

    Shapes shapes() {
        return shapes;
    }

    Segments segments() {
        return segments;
    }

    /** LSN that the database's log had reached when asked, unsigned. */
    long reached() {
        return reached;
    }

    /** Where a reader without a past begins: after all that the database had when asked. */
    Place now() {
        Place present = head;
        ChangePosition position = new ChangePosition(present.position().generation(), reached, 0);
        return position.isAfter(present.position()) ? new Place(position, null) : present;
    }

    void readerMoved() {
        moved.signalAll();
    }

    void closed(WindowReader reader) {
        readers.remove(reader);
        moved.signalAll();
    }

    /** Whether that piece is far from leaving. */
    boolean isWellWithin(Segment segment) {
        return departures.isWellWithin(segment, segments.last().number, clock.millis());
    }

    private boolean isNew(Place place) {
        Resumption running = resumption;
        if (running == null) {
            return place.position().isAfter(written.position());
        }
        boolean isNew = running.isNew(place);
        if (isNew) {
            resumption = null;
        }
        return isNew;
    }

    private void describe(ChangeEvent event) {
        lock.lock();
        try {
            byte[] line = shapes.use(event.table(), segments.last().number);
            if (line != null) {
                segments.last().write(line, 0, line.length);
            }
        } finally {
            lock.unlock();
        }
    }

    private void write(FeedMessage message, Place place) {
        Segment last = segments.last();
        try {
            encoder.write(message, last);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        last.endEntry(place.position(), place.committedAt());
        written = place;
        if (last.size() >= limits.segmentBytes()) {
            long now = clock.millis();
            last.publish(now);
            head = written;
            lock.lock();
            try {
                segments.seal();
                evict(now);
            } finally {
                lock.unlock();
            }
            readers.wake();
        }
    }

    /** Grants what was wished, then lets go of what may leave. */
    private void letGo(long now) {
        if (departures.isWished()) {
            segments.last().publish(now);
            head = written;
            if (!segments.last().isEmpty()) {
                segments.seal();
            }
            departures.grant(segments.last().number);
        }
        evict(now);
    }

    private void evict(long now) {
        Segment oldest = segments.first();
        while (segments.first() != segments.last()
                && isDue(segments.first(), now)
                && readers.release(
                        segments.first(), departures.patience(segments.first(), head), now)) {
            segments.dropFirst();
        }
        if (segments.first() != oldest) {
            shapes.forgetBefore(segments.first().number);
        }
        full = segments.sealedBytes() > limits.bytesMax();
    }

    private boolean isDue(Segment segment, long now) {
        return departures.isDue(segment, segments.sealedBytes(), head, now);
    }
}
