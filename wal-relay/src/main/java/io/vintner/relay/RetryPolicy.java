package io.vintner.relay;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: doubling from {@code first} up to {@code ceiling}, each
 * time by chance a quarter more or less, so that several relays do not try in step.
 */
record RetryPolicy(Duration first, Duration ceiling) {

    private static final int DOUBLINGS_MAX = 30;
    private static final double JITTER = 0.25;

    /**
     * @param failures in a row so far, from 1
     */
    Duration delay(int failures, RandomGenerator chance) {
        int doublings = Math.min(failures - 1, DOUBLINGS_MAX);
        long millis = Math.min(first.toMillis() << doublings, ceiling.toMillis());
        return Duration.ofMillis(Math.round(millis * (1 + JITTER * (2 * chance.nextDouble() - 1))));
    }
}
