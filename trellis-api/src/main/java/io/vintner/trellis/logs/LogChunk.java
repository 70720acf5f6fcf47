package io.vintner.trellis.logs;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A chunk as a Tendril sends it.
 *
 * @param seq its number in the attempt, from 1
 * @param gapBytes not null: it stands for so many bytes of output that were left out here
 * @param emittedAt when Terraform printed it, by the Tendril's clock; null: not told
 */
record LogChunk(
        long seq,
        StreamType streamType,
        String logChunk,
        @Nullable Long gapBytes,
        @Nullable OffsetDateTime emittedAt) {

    /** Its size as sent. */
    int bytes() {
        return logChunk.getBytes(StandardCharsets.UTF_8).length;
    }

    /** How many bytes of output it says were left out. */
    long gap() {
        return gapBytes == null ? 0 : gapBytes;
    }

    /** As it is stored: what PostgreSQL's text cannot hold becomes the replacement character. */
    LogChunk storable() {
        StringBuilder text = null;
        for (int i = 0; i < logChunk.length(); i++) {
            char c = logChunk.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(c)
                            && i + 1 < logChunk.length()
                            && Character.isLowSurrogate(logChunk.charAt(i + 1));
            if (pair) {
                i++;
            } else if (c == '\0' || Character.isSurrogate(c)) {
                text = text == null ? new StringBuilder(logChunk) : text;
                text.setCharAt(i, '\uFFFD');
            }
        }
        return text == null
                ? this
                : new LogChunk(seq, streamType, text.toString(), gapBytes, emittedAt);
    }
}
