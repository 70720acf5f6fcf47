package io.vintner.tendril.joblog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * One chunk as it lies in the spool: a fixed head, the text in UTF-8, and a checksum over both. One
 * that stands for a gap is of a stream of its own, and the gap's size stands before its text.
 *
 * @param gapBytes of output that were left out here; 0: none
 * @param positions how far the output files had been read when this chunk was cut
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copying 64 KiB twice serves no one
record SpoolRecord(
        long seq,
        LogStream stream,
        Instant emittedAt,
        SourcePositions positions,
        long gapBytes,
        byte[] text) {

    /** A SYSTEM line about a gap. */
    private static final byte GAP = 4;

    /** Text length, seq, stream, time in milliseconds, two positions. */
    static final int HEAD_BYTES =
            Integer.BYTES + Long.BYTES + Byte.BYTES + Long.BYTES + 2 * Long.BYTES;

    static final int CHECKSUM_BYTES = Integer.BYTES;

    /** A chunk without a number. */
    @SuppressWarnings("ArrayRecordComponent")
    record Draft(
            LogStream stream,
            Instant emittedAt,
            SourcePositions positions,
            long gapBytes,
            byte[] text) {

        SpoolRecord numbered(long seq) {
            return new SpoolRecord(seq, stream, emittedAt, positions, gapBytes, text);
        }
    }

    int size() {
        return HEAD_BYTES + textBytes() + CHECKSUM_BYTES;
    }

    private int textBytes() {
        return gapBytes == 0 ? text.length : Long.BYTES + text.length;
    }

    LogChunk chunk() {
        return new LogChunk(seq, stream, new String(text, UTF_8), gapBytes, emittedAt);
    }

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(size());
        bytes.putInt(textBytes())
                .putLong(seq)
                .put(gapBytes == 0 ? code(stream) : GAP)
                .putLong(emittedAt.toEpochMilli())
                .putLong(positions.stdout())
                .putLong(positions.stderr());
        if (gapBytes != 0) {
            bytes.putLong(gapBytes);
        }
        bytes.put(text);
        bytes.putInt(checksum(bytes.duplicate().flip()));
        return bytes.flip();
    }

    /** Length of the text that a record's head announces. */
    static int textLength(ByteBuffer head) {
        return head.getInt(head.position());
    }

    /**
     * Reads a whole record.
     *
     * @throws DamagedSpoolException if the checksum says that these are not the bytes written
     */
    static SpoolRecord read(ByteBuffer bytes) throws DamagedSpoolException {
        int checked = bytes.limit() - CHECKSUM_BYTES;
        int checksum = checksum(bytes.duplicate().limit(checked));
        if (checksum != bytes.getInt(checked)) {
            throw new DamagedSpoolException("checksum of a record differs");
        }
        int textBytes = bytes.getInt();
        long seq = bytes.getLong();
        byte code = bytes.get();
        LogStream stream = code == GAP ? LogStream.SYSTEM : stream(code);
        Instant emittedAt = Instant.ofEpochMilli(bytes.getLong());
        SourcePositions positions = new SourcePositions(bytes.getLong(), bytes.getLong());
        long gapBytes = code == GAP ? bytes.getLong() : 0;
        byte[] text = new byte[code == GAP ? textBytes - Long.BYTES : textBytes];
        bytes.get(text);
        return new SpoolRecord(seq, stream, emittedAt, positions, gapBytes, text);
    }

    private static byte code(LogStream stream) {
        return switch (stream) {
            case STDOUT -> 1;
            case STDERR -> 2;
            case SYSTEM -> 3;
        };
    }

    private static LogStream stream(byte code) throws DamagedSpoolException {
        return switch (code) {
            case 1 -> LogStream.STDOUT;
            case 2 -> LogStream.STDERR;
            case 3 -> LogStream.SYSTEM;
            default -> throw new DamagedSpoolException("a record of stream " + code);
        };
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }
}
