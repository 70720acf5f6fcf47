package io.vintner.relay.bench;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One load, drained.
 *
 * @param elapsed from the first row to the last
 * @param cpu what the contender's own process used for it; null if it was not measured
 * @param walsenderCpu what PostgreSQL's process that sends to it used; null likewise
 */
record Drained(
        long rows, Duration elapsed, @Nullable Duration cpu, @Nullable Duration walsenderCpu) {

    double rowsPerSecond() {
        return rows / seconds(elapsed);
    }

    /** CPU seconds of the contender for a million rows; NaN if not measured. */
    double cpuPerMillion() {
        return cpu == null ? Double.NaN : seconds(cpu) * 1e6 / rows;
    }

    /** CPU seconds of PostgreSQL's walsender for a million rows; NaN if not measured. */
    double walsenderCpuPerMillion() {
        return walsenderCpu == null ? Double.NaN : seconds(walsenderCpu) * 1e6 / rows;
    }

    /** How many cores the contender kept busy; NaN if not measured. */
    double cores() {
        return cpu == null ? Double.NaN : seconds(cpu) / seconds(elapsed);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
