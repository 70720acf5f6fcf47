package io.vintner.tendril.joblog;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One file of the spool: records one behind the other. Not thread-safe. */
final class SpoolSegment implements Closeable {

    private static final String SUFFIX = ".spool";

    private final long firstSeq;
    private final FileChannel channel;
    private long size;
    private boolean cutShort;
    private @Nullable SpoolRecord last;

    private SpoolSegment(Path file, FileChannel channel) {
        this.firstSeq = Long.parseLong(file.getFileName().toString().replace(SUFFIX, ""));
        this.channel = channel;
    }

    static boolean isSegment(Path file) {
        return file.getFileName().toString().endsWith(SUFFIX);
    }

    static SpoolSegment create(Path folder, long firstSeq) throws IOException {
        Path file = folder.resolve("%020d%s".formatted(firstSeq, SUFFIX));
        return new SpoolSegment(file, FileChannel.open(file, CREATE, READ, WRITE));
    }

    /** Opens a file of an earlier run and cuts it off before the first record that is not whole. */
    static SpoolSegment reopen(Path file) throws IOException {
        SpoolSegment segment = new SpoolSegment(file, FileChannel.open(file, READ, WRITE));
        long whole = segment.channel.size();
        long at = 0;
        while (at < whole) {
            try {
                SpoolRecord next = segment.read(at);
                at += next.size();
                segment.last = next;
            } catch (DamagedSpoolException notWhole) {
                segment.channel.truncate(at);
                segment.cutShort = true;
                break;
            }
        }
        segment.size = at;
        return segment;
    }

    long firstSeq() {
        return firstSeq;
    }

    long size() {
        return size;
    }

    /** Whether something was cut off when it was opened. */
    boolean cutShort() {
        return cutShort;
    }

    /** The newest record that an earlier run left here. */
    Optional<SpoolRecord> last() {
        return Optional.ofNullable(last);
    }

    void append(SpoolRecord next) throws IOException {
        ByteBuffer bytes = next.bytes();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, size + bytes.position());
            }
        } catch (IOException noRoom) {
            channel.truncate(size);
            throw noRoom;
        }
        size += next.size();
    }

    SpoolRecord read(long offset) throws IOException {
        ByteBuffer head = fill(ByteBuffer.allocate(SpoolRecord.HEAD_BYTES), offset);
        int textLength = SpoolRecord.textLength(head);
        if (textLength < 0 || textLength > LogSettings.CHUNK_BYTES_MAX) {
            throw new DamagedSpoolException("a record of " + textLength + " bytes");
        }
        int recordSize = SpoolRecord.HEAD_BYTES + textLength + SpoolRecord.CHECKSUM_BYTES;
        return SpoolRecord.read(fill(ByteBuffer.allocate(recordSize), offset));
    }

    private ByteBuffer fill(ByteBuffer bytes, long offset) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new DamagedSpoolException("a record is cut short");
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
