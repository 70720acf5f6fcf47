package io.vintner.trellis.jobs.life;

import java.time.OffsetDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job of the model.
 *
 * @param assigned the only Tendril that may have it; null: any
 * @param holder the Tendril that took it; null: nobody
 */
record Job(
        String id,
        String vine,
        String type,
        OffsetDateTime createdAt,
        @Nullable String assigned,
        String status,
        int attempt,
        @Nullable String holder) {

    static final Set<String> MUTATING = Set.of("DEPLOY", "DESTROY");

    boolean mutating() {
        return MUTATING.contains(type);
    }

    boolean running() {
        return status.equals("CLAIMED") || status.equals("PROCESSING");
    }

    Job to(String next) {
        return new Job(id, vine, type, createdAt, assigned, next, attempt, holder);
    }

    Job queuedAgain(int nextAttempt) {
        return new Job(id, vine, type, createdAt, assigned, "QUEUED", nextAttempt, null);
    }

    Job takenBy(String worker) {
        return new Job(id, vine, type, createdAt, assigned, "CLAIMED", attempt, worker);
    }

    @Override
    public String toString() {
        return "job %s %d %s".formatted(status, attempt, holder);
    }
}
