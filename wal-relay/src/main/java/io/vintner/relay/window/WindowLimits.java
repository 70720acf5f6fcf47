package io.vintner.relay.window;

import java.time.Duration;

/**
 * The bounds of a window; see {@link WindowConfig}.
 *
 * @param bytesMax of memory, at least 16 KiB; a single larger change is kept alone
 * @param walMax bytes of WAL between the oldest kept change and the newest
 */
public record WindowLimits(Duration ageMax, long bytesMax, long walMax, Duration stallMax) {

    private static final int SEGMENTS = 16;
    private static final int SEGMENT_BYTES_MAX = 256 * 1024;
    private static final long BYTES_LEAST = 16 * 1024;
    private static final int OVER_WAL_PART = 10;

    public WindowLimits {
        if (bytesMax < BYTES_LEAST) {
            throw new IllegalArgumentException(
                    "vintner.relay.window.bytes-max is at least 16K, came " + bytesMax);
        }
        if (ageMax.isNegative() || ageMax.isZero()) {
            throw new IllegalArgumentException(
                    "vintner.relay.window.age-max is more than nothing, came " + ageMax);
        }
        if (walMax <= 0) {
            throw new IllegalArgumentException(
                    "vintner.relay.window.wal-max is more than nothing, came " + walMax);
        }
        if (stallMax.isNegative()) {
            throw new IllegalArgumentException(
                    "vintner.relay.window.stall-max is not negative, came " + stallMax);
        }
    }

    /** How long one reader may hold the relay back when the WAL bound is passed. */
    Duration stallMaxOverWal() {
        return stallMax.dividedBy(OVER_WAL_PART);
    }

    /** Changes leave the window in pieces of about this size. */
    int segmentBytes() {
        return (int) Math.min(bytesMax / SEGMENTS, SEGMENT_BYTES_MAX);
    }

    /** A piece is closed when it is so old, so that pieces also leave an idle window. */
    Duration segmentAge() {
        return ageMax.dividedBy(SEGMENTS);
    }
}
