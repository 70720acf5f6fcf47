package io.vintner.trellis.jobs.life;

import org.jspecify.annotations.Nullable;

/**
 * A vine of the model.
 *
 * @param lock the job that holds the state's lock; null: nobody does
 * @param quarantined whether that job's holder was lost
 */
record Vine(String status, boolean reconcile, @Nullable String lock, boolean quarantined) {

    static final Vine NEW = new Vine("DRAFT", false, null, false);

    Vine to(String next) {
        return new Vine(next, reconcile, lock, quarantined);
    }

    Vine lockedBy(String job) {
        return new Vine(status, reconcile, job, false);
    }

    Vine released() {
        return quarantined ? this : new Vine(status, reconcile, null, false);
    }

    /** Nobody knows what is real. */
    Vine lost() {
        return new Vine("FAILED", true, lock, true);
    }

    /** What is real is known. */
    Vine known() {
        return new Vine(status, false, quarantined ? null : lock, false);
    }

    @Override
    public String toString() {
        return "vine %s %s %s %s".formatted(status, reconcile, lock, quarantined);
    }
}
