package io.vintner.local.process;

import java.time.Duration;

/**
 * How a child that died is started again: after {@code first}, then after twice as long each time
 * up to {@code ceiling}, and not at all after {@code attemptsMax} deaths in a row. A child that
 * lived for {@code calm} starts from the beginning.
 *
 * <p>Without jitter: there is one launcher, so nothing is spread by it.
 */
public record RetryPolicy(Duration first, Duration ceiling, int attemptsMax, Duration calm) {

    /** What the launcher uses. */
    public static final RetryPolicy STANDARD =
            new RetryPolicy(
                    Duration.ofMillis(500), Duration.ofSeconds(15), 10, Duration.ofSeconds(60));

    public RetryPolicy {
        if (first.isNegative() || first.compareTo(ceiling) > 0 || attemptsMax < 0) {
            throw new IllegalArgumentException(
                    "expected 0 <= first <= ceiling and attempts >= 0, got %s, %s, %d"
                            .formatted(first, ceiling, attemptsMax));
        }
    }

    /** Whether a child may be started again after so many deaths in a row. */
    public boolean allows(int deaths) {
        return deaths <= attemptsMax;
    }

    /** The wait after the given number of deaths in a row, from 1. */
    public Duration delay(int deaths) {
        Duration delay = first;
        for (int doubled = 1; doubled < deaths && delay.compareTo(ceiling) < 0; doubled++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(ceiling) < 0 ? delay : ceiling;
    }
}
