package io.vintner.trellis.jobs;

import java.util.UUID;

/** Names a job. */
public record JobId(UUID value) {

    /** Reads one from a path or a query. */
    public static JobId fromString(String text) {
        return new JobId(UUID.fromString(text));
    }
}
