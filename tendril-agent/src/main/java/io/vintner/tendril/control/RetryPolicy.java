package io.vintner.tendril.control;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to ask again: after a delay that doubles up to a ceiling, with jitter, so that agents that
 * lost the same server do not come back in step.
 *
 * @param first delay after the first failure
 * @param ceiling the longest delay
 */
public record RetryPolicy(Duration first, Duration ceiling) {

    /** From 0.2 s up to 15 s. */
    public static final RetryPolicy STANDARD =
            new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(15));

    public RetryPolicy {
        if (!first.isPositive() || ceiling.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "expected 0 < first <= ceiling, came " + first + " and " + ceiling);
        }
    }

    /** Whether asking again can help. */
    public boolean retries(ControlPlaneException failure) {
        return switch (failure) {
            case UnansweredException _ -> true;
            case RefusedException _ -> false;
        };
    }

    /**
     * How long to wait: between half and all of the doubled delay.
     *
     * @param failures how many there were in a row, from 1
     */
    public Duration delay(int failures, RandomGenerator random) {
        int doublings = Math.min(failures - 1, Long.SIZE - 2);
        long ceilingMillis = ceiling.toMillis();
        long full = first.toMillis();
        for (int i = 0; i < doublings && full < ceilingMillis; i++) {
            full *= 2;
        }
        full = Math.min(full, ceilingMillis);
        return Duration.ofMillis(full / 2 + random.nextLong(full - full / 2 + 1));
    }
}
