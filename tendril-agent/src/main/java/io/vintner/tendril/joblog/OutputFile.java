package io.vintner.tendril.joblog;

import static java.nio.file.StandardOpenOption.READ;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that another program appends to, read from a position on. Not thread-safe. */
final class OutputFile implements Closeable {

    private final LogStream stream;
    private final Path path;
    private long position;
    private @Nullable FileChannel channel;

    OutputFile(LogStream stream, Path path, long position) {
        this.stream = stream;
        this.path = path;
        this.position = position;
    }

    LogStream stream() {
        return stream;
    }

    /** Bytes behind the position; 0 as long as the file is not there. */
    long pending() throws IOException {
        try {
            return Math.max(0, Files.size(path) - position);
        } catch (NoSuchFileException notYet) {
            return 0;
        }
    }

    /** Fills the buffer from the position on and flips it; the position stays. */
    ByteBuffer read(ByteBuffer into) throws IOException {
        into.clear();
        if (pending() > 0) {
            FileChannel from = open();
            while (into.hasRemaining() && from.read(into, position + into.position()) > 0) {
                // as much as there is
            }
        }
        return into.flip();
    }

    void skip(long bytes) {
        position += bytes;
    }

    private FileChannel open() throws IOException {
        if (channel == null) {
            channel = FileChannel.open(path, READ);
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
