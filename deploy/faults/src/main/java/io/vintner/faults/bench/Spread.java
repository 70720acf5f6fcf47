package io.vintner.faults.bench;

import io.vintner.measure.BrokenMeasureException;
import java.util.List;

/**
 * How measured times are spread.
 *
 * @param sorted in milliseconds, rising
 */
record Spread(List<Double> sorted) {

    Spread {
        sorted = sorted.stream().sorted().toList();
    }

    /**
     * The spread of times in milliseconds.
     *
     * @throws BrokenMeasureException if there are none
     */
    static Spread of(List<Double> millis) throws BrokenMeasureException {
        if (millis.isEmpty()) {
            throw new BrokenMeasureException("nothing was measured");
        }
        return new Spread(millis);
    }

    /** The time that so many of a hundred do not exceed. */
    double percentile(int hundredths) {
        int rank = (int) Math.ceil(hundredths / 100.0 * sorted.size());
        return sorted.get(Math.max(0, rank - 1));
    }

    double median() {
        return percentile(50);
    }

    String words() {
        return "p50 %s ms, **p95 %s ms**, longest %s ms (%d)"
                .formatted(
                        Report.one(median()),
                        Report.one(percentile(95)),
                        Report.one(sorted.getLast()),
                        sorted.size());
    }
}
