package io.vintner.gateway.intake;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines. A line that is too long is skipped and reported, so that one
 * row cannot stop the feed.
 */
final class LineBuffer {

    private static final int START = 64 * 1024;

    private final int lineMax;
    private byte[] bytes = new byte[START];
    private int length;
    private boolean skipping;

    LineBuffer(int lineMax) {
        this.lineMax = lineMax;
    }

    /** What is done with the lines. */
    interface Lines {
        /** A line, without its line feed; the bytes are lent for the time of the call. */
        void line(byte[] bytes, int offset, int length);

        /** A line that was longer than allowed. */
        void tooLong();
    }

    void append(ByteBuffer chunk, Lines lines) {
        int fresh = length;
        int needed = length + chunk.remaining();
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
        chunk.get(bytes, length, chunk.remaining());
        length = needed;
        int start = 0;
        for (int index = fresh; index < length; index++) {
            if (bytes[index] == '\n') {
                if (skipping || index - start > lineMax) {
                    skipping = false;
                    lines.tooLong();
                } else {
                    lines.line(bytes, start, index - start);
                }
                start = index + 1;
            }
        }
        keepFrom(start);
    }

    private void keepFrom(int start) {
        length -= start;
        if (skipping || length > lineMax) {
            skipping = true;
            length = 0;
        } else if (start > 0 && length > 0) {
            System.arraycopy(bytes, start, bytes, 0, length);
        }
        if (length < START && bytes.length > 16 * START) {
            bytes = Arrays.copyOf(bytes, START);
        }
    }
}
