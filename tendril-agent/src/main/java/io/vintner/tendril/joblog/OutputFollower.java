package io.vintner.tendril.joblog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vintner.tendril.joblog.ChunkCutter.Piece;
import io.vintner.tendril.joblog.ChunkCutter.Tail;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Turns what stands in the two output files, and the agent's own lines, into chunks in the spool.
 * When the disk refuses a chunk, nothing is lost: the file keeps it, and the next call tries again.
 *
 * <p>Beyond the head's limit the files are left alone until the end; then their tail is taken, with
 * a SYSTEM line that counts what was left out. Not thread-safe.
 */
final class OutputFollower implements Closeable {

    private static final int WINDOW_BYTES = 256 * 1024;
    private static final int LINE_SEARCH_BYTES_MAX = 64 * 1024;

    /** Of one file at a time, so that a flood in one does not hold up the other. */
    private static final int TAKEN_BYTES_MAX = 1024 * 1024;

    private final LogSpool spool;
    private final ChunkCutter cutter;
    private final LogSettings settings;
    private final InstantSource clock;
    private final List<OutputFile> files;
    private final Deque<String> systemLines = new ArrayDeque<>();
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);

    OutputFollower(
            JobOutput output,
            LogSpool spool,
            ChunkCutter cutter,
            LogSettings settings,
            InstantSource clock) {
        this.spool = spool;
        this.cutter = cutter;
        this.settings = settings;
        this.clock = clock;
        SourcePositions read = spool.positions();
        this.files =
                List.of(
                        new OutputFile(LogStream.STDOUT, output.stdout(), read.stdout()),
                        new OutputFile(LogStream.STDERR, output.stderr(), read.stderr()));
    }

    /** Bytes that wait in the files and would be taken now. */
    long pending() throws IOException {
        long pending = 0;
        if (!overHead()) {
            for (OutputFile file : files) {
                pending += file.pending();
            }
        }
        return pending;
    }

    /** Remembers a line of the agent's own, to stand behind everything that is in the files now. */
    void system(String line) {
        systemLines.add(line);
    }

    /** Takes a part of what the files hold, up to the last line end if there is one. */
    void takeLines() throws IOException {
        takeSystemLines();
        for (OutputFile file : files) {
            long part = spool.positions().total() + TAKEN_BYTES_MAX;
            take(file, Tail.GIVE, Math.min(settings.headBytesMax(), part));
        }
    }

    /** If lines of the agent's own wait: takes everything that the files hold, then those lines. */
    void takeSystemLines() throws IOException {
        if (systemLines.isEmpty()) {
            return;
        }
        for (OutputFile file : files) {
            take(file, Tail.END, settings.headBytesMax());
        }
        appendSystemLines();
    }

    /** The last call: takes everything, and of an output beyond the limits its tail. */
    void takeEnd() throws IOException {
        for (OutputFile file : files) {
            take(file, Tail.END, settings.headBytesMax());
            long leftOut = file.pending() - settings.tailBytesMax() / files.size();
            if (overHead() && leftOut > 0) {
                leaveOut(file, leftOut);
            }
            take(file, Tail.END, Long.MAX_VALUE);
        }
        appendSystemLines();
    }

    private void appendSystemLines() throws IOException {
        while (!systemLines.isEmpty()) {
            append(LogStream.SYSTEM, 0, (systemLines.element() + "\n").getBytes(UTF_8));
            systemLines.remove();
        }
    }

    private void take(OutputFile file, Tail tail, long takenMax) throws IOException {
        Tail mode = tail;
        while (spool.positions().total() < takenMax) {
            file.read(window);
            boolean wholeRest = window.limit() < window.capacity();
            if (tail == Tail.END) {
                mode = wholeRest ? Tail.END : Tail.GIVE;
            }
            int taken = 0;
            while (taken < window.limit() && spool.positions().total() < takenMax) {
                Piece piece = cutter.cut(window.array(), taken, window.limit(), mode);
                if (piece.sourceLength() == 0) {
                    break;
                }
                append(file.stream(), piece.sourceLength(), piece.text());
                file.skip(piece.sourceLength());
                taken += piece.sourceLength();
                mode = mode == Tail.GIVE ? Tail.HOLD : mode;
            }
            if (wholeRest || taken == 0) {
                return;
            }
        }
    }

    /** Skips at least {@code bytes} of a file, up to the next line start, and says how many. */
    private void leaveOut(OutputFile file, long bytes) throws IOException {
        file.skip(bytes);
        file.read(window);
        int search = Math.min(window.limit(), LINE_SEARCH_BYTES_MAX);
        int lineStart = 0;
        for (int at = 0; at < search && lineStart == 0; at++) {
            if (window.get(at) == '\n') {
                lineStart = at + 1;
            }
        }
        long leftOut = bytes + lineStart;
        String line =
                "log limit of %d bytes reached: %d bytes of %s left out here\n"
                        .formatted(
                                settings.headBytesMax() + settings.tailBytesMax(),
                                leftOut,
                                file.stream());
        SourcePositions behind = spool.positions().plus(file.stream(), leftOut);
        spool.append(
                new SpoolRecord.Draft(
                        LogStream.SYSTEM, clock.instant(), behind, leftOut, line.getBytes(UTF_8)));
        file.skip(lineStart);
    }

    private void append(LogStream stream, int sourceLength, byte[] text) throws IOException {
        SourcePositions behind = spool.positions().plus(stream, sourceLength);
        spool.append(new SpoolRecord.Draft(stream, clock.instant(), behind, 0, text));
    }

    private boolean overHead() {
        return spool.positions().total() >= settings.headBytesMax();
    }

    @Override
    public void close() throws IOException {
        for (OutputFile file : files) {
            file.close();
        }
    }
}
