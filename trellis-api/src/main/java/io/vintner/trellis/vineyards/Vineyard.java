package io.vintner.trellis.vineyards;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code vineyards}: a user's group of vines, its name unique to them. */
public record Vineyard(
        UUID id,
        UUID userId,
        String name,
        @Nullable String description,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt,
        long version) {}
