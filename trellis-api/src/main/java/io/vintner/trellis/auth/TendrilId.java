package io.vintner.trellis.auth;

import java.util.UUID;

/** Names a Tendril: the {@code id} of its row in {@code workers}. */
public record TendrilId(UUID value) {

    /** Reads one from a path. */
    public static TendrilId fromString(String text) {
        return new TendrilId(UUID.fromString(text));
    }
}
