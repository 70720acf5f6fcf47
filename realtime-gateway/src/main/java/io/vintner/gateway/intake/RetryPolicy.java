package io.vintner.gateway.intake;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait between attempts: twice as long each time up to a ceiling, each wait shortened
 * at random by up to a half, so that many gateways do not come back as one. No failure is final.
 */
record RetryPolicy(Duration first, Duration max, RandomGenerator random) {

    /** How long to wait after that many failures in a row, at least one. */
    Duration delay(int failures) {
        int doublings = Math.min(failures - 1, 20);
        Duration full = first.multipliedBy(1L << doublings);
        long nanos = Math.min(full.toNanos(), max.toNanos());
        return Duration.ofNanos(nanos - (long) (random.nextDouble() * nanos / 2));
    }
}
