package io.vintner.trellis.vines;

import java.util.UUID;

/** Names a vine. */
public record VineId(UUID value) {

    /** Reads one from a path or a query. */
    public static VineId fromString(String text) {
        return new VineId(UUID.fromString(text));
    }
}
