package io.vintner.trellis.jobs;

import io.vintner.trellis.vines.VineId;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code provision_jobs}: one queued operation on a vine.
 *
 * @param attempt from 1; raised when a job that only reads is run again
 * @param assignedWorkerId the Tendril that the user chose; null: any
 * @param workerId the Tendril that took it, also after that Tendril was removed
 * @param unreviewed a DEPLOY of which nobody has reviewed a plan
 * @param requiredLabels what its Tendril must have, each with that value
 * @param waitingReason while it is queued: why no Tendril that is online could take it; null: one
 *     could, as far as is known
 * @param errorCode a word of the system or of its Tendril; null when there is none
 */
public record Job(
        UUID id,
        UUID userId,
        UUID vineId,
        UUID vineyardId,
        JobType jobType,
        JobStatus status,
        int attempt,
        int priority,
        @Nullable UUID assignedWorkerId,
        @Nullable UUID workerId,
        @Nullable String workerName,
        @Nullable UUID planJobId,
        boolean unreviewed,
        String configHash,
        Map<String, Object> requiredLabels,
        @Nullable String waitingReason,
        @Nullable String errorCode,
        @Nullable String errorMessage,
        OffsetDateTime createdAt,
        @Nullable OffsetDateTime claimedAt,
        @Nullable OffsetDateTime startedAt,
        @Nullable OffsetDateTime completedAt,
        OffsetDateTime updatedAt,
        long version) {

    /** Its id, typed. */
    public JobId jobId() {
        return new JobId(id);
    }

    /** Where it stands. */
    public JobState state() {
        return JobState.of(status, jobType);
    }

    VineId vine() {
        return new VineId(vineId);
    }
}
