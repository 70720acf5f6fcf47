package io.vintner.relay.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import org.HdrHistogram.Histogram;

/**
 * Watches the rows of one load arrive: that each comes once, in the order of their ids where one
 * session wrote them, when the first and the last came, and, if wanted, how long after its commit
 * each did. For one thread.
 */
final class RowWatch {

    private static final long LATENCY_MAX_MICROS = 60_000_000;

    private final long firstId;
    private final int rows;
    private final boolean timesCommits;
    private final BitSet unordered = new BitSet();
    private final Histogram micros = new Histogram(LATENCY_MAX_MICROS, 3);
    private int count;
    private long startedAt;
    private long endedAt;

    /**
     * @param timesCommits for rows of several sessions, which commit in no order of their ids
     */
    RowWatch(long firstId, int rows, boolean timesCommits) {
        this.firstId = firstId;
        this.rows = rows;
        this.timesCommits = timesCommits;
    }

    boolean timesCommits() {
        return timesCommits;
    }

    boolean isComplete() {
        return count == rows;
    }

    /** A row came; time counts from the first one. */
    void row(long id) {
        if (timesCommits) {
            note(id);
        } else if (id != firstId + count) {
            throw new IllegalStateException(
                    "expected row %d, came %d".formatted(firstId + count, id));
        }
        count++;
        if (count == 1) {
            startedAt = System.nanoTime();
        }
        if (count == rows) {
            endedAt = System.nanoTime();
        }
    }

    /** The row that came was committed at {@code committed}; both in microseconds since 1970. */
    void committedAt(long committed, long now) {
        micros.recordValue(Math.clamp(now - committed, 0, LATENCY_MAX_MICROS));
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

    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private void note(long id) {
        int index = Math.toIntExact(id - firstId);
        if (index < 0 || index >= rows || unordered.get(index)) {
            throw new IllegalStateException("row %d is not expected or came twice".formatted(id));
        }
        unordered.set(index);
    }
}
