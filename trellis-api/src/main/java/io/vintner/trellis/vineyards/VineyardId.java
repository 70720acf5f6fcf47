package io.vintner.trellis.vineyards;

import java.util.UUID;

/** Names a vineyard. */
public record VineyardId(UUID value) {

    /** Reads one from a path or a query. */
    public static VineyardId fromString(String text) {
        return new VineyardId(UUID.fromString(text));
    }
}
