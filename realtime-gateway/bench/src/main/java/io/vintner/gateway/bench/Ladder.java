package io.vintner.gateway.bench;

import io.vintner.gateway.bench.BenchSettings.Rates;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for the highest rate that is held: doubles it until it is not, then halves the step. */
final class Ladder {

    private static final int HALVINGS = 3;

    private final String what;
    private final Trial trial;
    private final List<Step> steps = new ArrayList<>();

    /**
     * @param what is tried, for whoever waits
     */
    Ladder(String what, Trial trial) {
        this.what = what;
        this.trial = trial;
    }

    /** What is done at a rate. */
    interface Trial {
        Delivered at(int perSecond)
                throws BrokenMeasureException, IOException, InterruptedException;
    }

    /** One rate that was tried. */
    record Step(int perSecond, Delivered delivered) {

        boolean held() {
            return delivered.held(perSecond);
        }
    }

    /** Tries; begins with one run that does not count. */
    void climb(Rates rates) throws BrokenMeasureException, IOException, InterruptedException {
        trial.at(rates.first());
        int held = 0;
        int missed = 0;
        int next = rates.first();
        while (missed == 0 && next <= rates.max()) {
            if (holds(next)) {
                held = next;
                next *= 2;
            } else {
                missed = next;
            }
        }
        while (held == 0 && next > 1) {
            next /= 2;
            if (holds(next)) {
                held = next;
            } else {
                missed = next;
            }
        }
        for (int i = 0; missed > 0 && i < HALVINGS && missed - held > 1; i++) {
            int middle = (held + missed) / 2;
            if (holds(middle)) {
                held = middle;
            } else {
                missed = middle;
            }
        }
    }

    /** The highest rate that was held. */
    Optional<Step> highest() {
        return best(Long.MAX_VALUE);
    }

    /** The highest rate that was held with a p99 of at most {@code micros}. */
    Optional<Step> best(long micros) {
        return steps.stream()
                .filter(Step::held)
                .filter(step -> step.delivered().p99() <= micros)
                .max((a, b) -> Integer.compare(a.perSecond(), b.perSecond()));
    }

    private boolean holds(int perSecond)
            throws BrokenMeasureException, IOException, InterruptedException {
        Step step = new Step(perSecond, trial.at(perSecond));
        steps.add(step);
        Progress.say(
                "%s: %d/s %s: %s"
                        .formatted(
                                what,
                                perSecond,
                                step.held() ? "held" : "not held",
                                step.delivered()));
        return step.held();
    }
}
