package io.vintner.trellis.tendrils;

import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code workers}: one execution agent.
 *
 * @param userId its owner; null: managed by the platform
 * @param agentVersion what it says of itself; null before its first word
 * @param lastHeartbeat at most some seconds behind its real pulse; null before the first
 * @param version of the row
 */
public record Tendril(
        UUID id,
        @Nullable UUID userId,
        String name,
        TendrilStatus status,
        @Nullable String agentVersion,
        Map<String, Object> labels,
        @Nullable OffsetDateTime lastHeartbeat,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt,
        long version) {}
