package io.vintner.trellis.vines;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code vines}: one infrastructure configuration in one environment and region.
 *
 * @param reconcile whether a mutating job's Tendril was lost, so that what is real and what the
 *     state says may differ
 * @param estimatedMonthlyCost in the price list's currency; null when the price list does not know
 */
public record Vine(
        UUID id,
        UUID userId,
        UUID vineyardId,
        String projectName,
        String environmentStage,
        String region,
        String terraformVersion,
        VineStatus status,
        boolean reconcile,
        @Nullable BigDecimal estimatedMonthlyCost,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt,
        long version) {

    /** The value of its {@code ETag}. */
    String tag() {
        return "\"" + version + "\"";
    }
}
