package io.vintner.tendril.joblog;

import java.time.Duration;

/**
 * What one job's logger is told when it starts.
 *
 * @param firstSeq number of the first chunk
 * @param resumed whether an earlier run of the program may have sent something
 * @param flushInterval how long output may wait at first; see {@link JobLogger#FLUSH_INTERVAL}
 * @param chunkBytesMax UTF-8 bytes of the largest chunk
 * @param headBytesMax bytes of output that are shipped as they come; beyond them only the tail is
 * @param tailBytesMax bytes at the end of the output that are shipped all the same
 */
public record LogSettings(
        long firstSeq,
        boolean resumed,
        Duration flushInterval,
        int chunkBytesMax,
        long headBytesMax,
        long tailBytesMax) {

    /** Bytes of the largest chunk that the control plane takes. */
    public static final int CHUNK_BYTES_MAX = 64 * 1024;

    /** An escape sequence of the longest kind fits, even if every byte of it is malformed. */
    private static final int CHUNK_BYTES_MIN = 4 * ChunkCutter.ESCAPE_BYTES_MAX;

    public LogSettings {
        if (firstSeq < 1) {
            throw new IllegalArgumentException(
                    "expected a first seq of 1 or more, came " + firstSeq);
        }
        if (chunkBytesMax < CHUNK_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "expected chunks of %d bytes or more, came %d"
                            .formatted(CHUNK_BYTES_MIN, chunkBytesMax));
        }
        if (headBytesMax < 1 || tailBytesMax < 0) {
            throw new IllegalArgumentException(
                    "expected a head of 1 byte or more and a tail of 0 or more, came %d and %d"
                            .formatted(headBytesMax, tailBytesMax));
        }
    }
}
