package io.vintner.tendril.job;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When the control plane last said that the job is ours. Terraform goes on without that, but
 * nothing that changes anything real is begun on a lease that may have run out meanwhile: someone
 * else may have been given the vine. Thread-safe.
 */
final class LeaseProof {

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(250);

    private static final long NONE = Long.MIN_VALUE;

    private final long lifeNanos;
    private final AtomicLong askedNanos = new AtomicLong(NONE);

    /**
     * A proof that was not given yet.
     *
     * @param life how long one counts
     */
    LeaseProof(Duration life) {
        this.lifeNanos = life.toNanos();
    }

    /**
     * The control plane said so.
     *
     * @param asked {@link System#nanoTime()} before it was asked
     */
    void given(long asked) {
        askedNanos.accumulateAndGet(
                asked, (before, now) -> before == NONE || now - before > 0 ? now : before);
    }

    boolean fresh() {
        long asked = askedNanos.get();
        return asked != NONE && System.nanoTime() - asked < lifeNanos;
    }

    /** Waits for a fresh proof, or until the job is asked to end. */
    void await(Cancellation cancellation) throws InterruptedException {
        while (!fresh() && !cancellation.awaitAsked(LOOK_INTERVAL)) {
            // until one of the two
        }
    }
}
