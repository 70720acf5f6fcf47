package io.vintner.relay.serve;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.Generation;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the relay puts the changes that it reads, in order, and which says what may be confirmed to
 * PostgreSQL. Written by one thread, except where it says otherwise.
 *
 * <p>A feed drops repeated changes: after a broken session the database sends some again.
 */
public interface ChangeFeed {

    /**
     * Whether the feed already holds changes of that generation beyond what its database has
     * reached: then it is another history under an old name.
     *
     * @param reached LSN, unsigned
     */
    boolean contradicts(Generation generation, long reached);

    /**
     * A session with the database begins.
     *
     * @param confirmed LSN from which the database may send again, unsigned
     * @param reached LSN that the database's log has reached, unsigned
     */
    void begin(Generation generation, long confirmed, long reached);

    /** There is no session, for that reason, until another one begins. */
    void pause(Pause reason);

    /** Whether it pauses because another relay has the slot. Any thread. */
    boolean standsBy();

    /** A change. */
    void changed(ChangeEvent event);

    /** All changes of a transaction were given; {@code end} is the place just after it. */
    void committed(ChangePosition end, Instant committedAt);

    /** Everything before {@code position} was given; nothing happened just before it. */
    void idle(ChangePosition position);

    /** Makes what was given visible: called when nothing more is at hand for the moment. */
    void publish();

    /** Whether the relay must {@link #awaitRoom} before it gives more. */
    boolean isFull();

    /** Waits for room; false if there is none after {@code max}. */
    boolean awaitRoom(Duration max) throws InterruptedException;

    /** The number of readers that it serves. */
    int readerCount();

    /** For how long readers have been asking in vain, while the feed pauses for a standby. */
    Duration wantedFor();

    /** LSN before which the database need not send anything again, unsigned. */
    long confirmable();

    /**
     * Whether what was given since the session began cannot be what the feed already holds: another
     * history under an old name. The feed takes nothing more until a session of another generation
     * begins.
     */
    boolean isContradicted();

    /** The last place made visible. Any thread. */
    Reached reached();

    /**
     * Gives up what the feed keeps for readers that come back, so that the database need not keep
     * its log: {@link #confirmable} moves on as far as open readers have read, and after their
     * usual time further. Any thread; happens with the next {@link #publish}.
     */
    void shed();

    /**
     * As {@link #shed}, but no open reader is waited for that has not read what was there at the
     * wish before this one: it is told of a gap. Any thread.
     */
    void shedWithoutDelay();

    /**
     * How far the feed has come.
     *
     * @param position before which everything was made visible
     * @param committedAt commit time of the last transaction; null if none has come yet
     */
    record Reached(ChangePosition position, @Nullable Instant committedAt) {}
}
