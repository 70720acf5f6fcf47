package io.vintner.tendril.joblog;

import java.time.Instant;

/**
 * One numbered piece of a job's log, masked and ready to be sent.
 *
 * @param seq position in the job's log over all streams, without holes
 * @param stream where the text came from
 * @param text never empty; free of NUL, its malformed bytes replaced by U+FFFD
 * @param gapBytes how many bytes of output it says were left out here; 0: none
 * @param emittedAt when the agent took the text, by the agent's clock; for display only
 */
public record LogChunk(long seq, LogStream stream, String text, long gapBytes, Instant emittedAt) {

    /** The text is the user's: only its length may reach a log. */
    @Override
    public String toString() {
        return "LogChunk[seq=" + seq + ", stream=" + stream + ", characters=" + text.length() + "]";
    }
}
