package io.vintner.relay.serve;

import java.time.Duration;

/**
 * For how long readers have been asking a relay that sends them away. A reader that finds no relay
 * asks all of them again and again. Thread-safe.
 */
final class ReaderDemand {

    /** Whoever asks less often than this has found what it wants, or is gone. */
    static final Duration PAUSE_MAX = Duration.ofSeconds(15);

    private boolean asked;
    private long since;
    private long last;

    /** A reader with the right secret was sent away, at that time in milliseconds. */
    synchronized void refused(long now) {
        if (!isGoingOn(now)) {
            since = now;
        }
        asked = true;
        last = now;
    }

    /** Zero if nobody asks any more. */
    synchronized Duration lasting(long now) {
        return isGoingOn(now) ? Duration.ofMillis(now - since) : Duration.ZERO;
    }

    private boolean isGoingOn(long now) {
        return asked && now - last <= PAUSE_MAX.toMillis();
    }
}
