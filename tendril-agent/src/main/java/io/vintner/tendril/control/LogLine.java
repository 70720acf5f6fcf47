package io.vintner.tendril.control;

import java.time.Instant;

/**
 * One numbered piece of a job's log as the control plane takes it.
 *
 * @param stream {@code STDOUT}, {@code STDERR} or {@code SYSTEM}
 * @param gapBytes how many bytes of output it says were left out here; 0: none
 */
public record LogLine(long seq, String stream, String text, long gapBytes, Instant emittedAt) {

    /** The text is the user's. */
    @Override
    public String toString() {
        return "LogLine[seq=" + seq + ", stream=" + stream + "]";
    }
}
