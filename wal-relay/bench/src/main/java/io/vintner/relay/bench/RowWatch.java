package io.vintner.relay.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.HdrHistogram.Histogram;

/**
 * Watches the rows of one load arrive: that each comes once and in order, when the first and the
 * last came, and, if wanted, how long after its commit each did. For one thread.
 */
final class RowWatch {

    private static final long LATENCY_MAX_MICROS = 60_000_000;

    private final long lastId;
    private final boolean timesCommits;
    private final Histogram micros = new Histogram(LATENCY_MAX_MICROS, 3);
    private long expected;
    private boolean started;
    private long startedAt;
    private long endedAt;

    RowWatch(long firstId, long rows, boolean timesCommits) {
        this.expected = firstId;
        this.lastId = firstId + rows - 1;
        this.timesCommits = timesCommits;
    }

    boolean timesCommits() {
        return timesCommits;
    }

    /** A row came; time counts from the first one. */
    void row(long id) {
        if (id != expected) {
            throw new IllegalStateException("expected row %d, came %d".formatted(expected, id));
        }
        expected++;
        if (!started) {
            started = true;
            startedAt = System.nanoTime();
        }
        if (id == lastId) {
            endedAt = System.nanoTime();
        }
    }

    /** The row that came was committed at {@code committed}, by the clock of this machine. */
    void committedAt(long committed, long now) {
        micros.recordValue(Math.clamp(now - committed, 0, LATENCY_MAX_MICROS));
    }

    boolean isComplete() {
        return expected > lastId;
    }

    String answer() {
        return timesCommits
                ? "followed %d %d %d"
                        .formatted(
                                micros.getValueAtPercentile(50),
                                micros.getValueAtPercentile(99),
                                micros.getMaxValue())
                : "drained " + (endedAt - startedAt);
    }

    /** Microseconds since 1970. */
    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
