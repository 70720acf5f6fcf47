package io.vintner.trellis.logs;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code provision_job_logs}: one chunk of a job's log.
 *
 * @param seq from 1 in each attempt, over all streams, without a hole
 * @param emittedAt by the Tendril's clock; null in the documented form of old clients
 * @param gapBytes not null: the row stands for so many bytes that were dropped
 */
public record LogRow(
        long id,
        UUID jobId,
        UUID userId,
        int attempt,
        long seq,
        StreamType streamType,
        String logChunk,
        @Nullable OffsetDateTime emittedAt,
        OffsetDateTime createdAt,
        @Nullable Long gapBytes) {}
