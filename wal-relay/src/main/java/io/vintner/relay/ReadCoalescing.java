package io.vintner.relay;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * When a stream is to be left alone for a moment, so that bytes gather.
 *
 * <p>A walsender sends every message by itself. A reader that is quicker than it is woken for each
 * one, and at high rates both spend more on that than on the rows. As a network card does with its
 * interrupts, the session then looks only now and then. At low rates nothing waits. Not
 * thread-safe.
 */
final class ReadCoalescing {

    /** One frame in so many is timed. */
    private static final int FRAMES_PER_TIMING = 8;

    /** A stream is busy from ten thousand frames a second on. */
    private static final Duration BUSY = Duration.ofNanos(100_000L * FRAMES_PER_TIMING);

    /** A frame that took longer had not arrived when it was asked for. */
    private static final Duration ARRIVED = Duration.ofNanos(20_000);

    private static final Duration REST = Duration.ofNanos(500_000);

    private int untilTimed = FRAMES_PER_TIMING;
    private long timedAt;

    /** Whether the next frame is to be timed. */
    boolean isTimed() {
        if (--untilTimed > 0) {
            return false;
        }
        untilTimed = FRAMES_PER_TIMING;
        return true;
    }

    /**
     * Whether to rest after a frame that was timed: the stream is busy, and the reader ahead of it.
     *
     * @param asked when it was asked for, by {@link System#nanoTime()}
     * @param came when it came
     */
    boolean isRestDue(long asked, long came) {
        boolean busy = came - timedAt < BUSY.toNanos();
        timedAt = came;
        return busy && came - asked > ARRIVED.toNanos();
    }

    /** Lets bytes gather. */
    void rest() {
        LockSupport.parkNanos(this, REST.toNanos());
    }
}
