package io.vintner.local;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Durations that were measured, and their percentiles by the nearest rank. */
final class Latencies {

    private final List<Long> nanos = new ArrayList<>();

    void nanos(long duration) {
        nanos.add(duration);
    }

    void between(Instant from, Instant to) {
        nanos.add(Duration.between(from, to).toNanos());
    }

    int count() {
        return nanos.size();
    }

    double percentileMillis(int percent) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
        return sorted.get(Math.max(0, rank - 1)) / 1e6;
    }

    /** Three cells of a table: p50, p99, and what was measured. */
    String cells(String what) {
        return "%s | %s | %d %s"
                .formatted(text(percentileMillis(50)), text(percentileMillis(99)), count(), what);
    }

    private static String text(double millis) {
        return millis < 10 ? "%.1f ms".formatted(millis) : "%.0f ms".formatted(millis);
    }
}
