package io.vintner.tendril.joblog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * One chunk as it lies in the spool: a fixed head, the text in UTF-8, and a checksum over both.
 *
 * @param positions how far the output files had been read when this chunk was cut
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copying 64 KiB twice serves no one
record SpoolRecord(
        long seq, LogStream stream, Instant emittedAt, SourcePositions positions, byte[] text) {

    /** Text length, seq, stream, time in milliseconds, two positions. */
    static final int HEAD_BYTES =
            Integer.BYTES + Long.BYTES + Byte.BYTES + Long.BYTES + 2 * Long.BYTES;

    static final int CHECKSUM_BYTES = Integer.BYTES;

    /** A chunk without a number. */
    @SuppressWarnings("ArrayRecordComponent")
    record Draft(LogStream stream, Instant emittedAt, SourcePositions positions, byte[] text) {

        SpoolRecord numbered(long seq) {
            return new SpoolRecord(seq, stream, emittedAt, positions, text);
        }
    }

    int size() {
        return HEAD_BYTES + text.length + CHECKSUM_BYTES;
    }

    LogChunk chunk() {
        return new LogChunk(seq, stream, new String(text, UTF_8), emittedAt);
    }

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(size());
        bytes.putInt(text.length)
                .putLong(seq)
                .put(code(stream))
                .putLong(emittedAt.toEpochMilli())
                .putLong(positions.stdout())
                .putLong(positions.stderr())
                .put(text);
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
        byte[] text = new byte[bytes.getInt()];
        long seq = bytes.getLong();
        LogStream stream = stream(bytes.get());
        Instant emittedAt = Instant.ofEpochMilli(bytes.getLong());
        SourcePositions positions = new SourcePositions(bytes.getLong(), bytes.getLong());
        bytes.get(text);
        return new SpoolRecord(seq, stream, emittedAt, positions, text);
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
