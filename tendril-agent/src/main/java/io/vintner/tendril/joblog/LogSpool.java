package io.vintner.tendril.joblog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The chunks of one job on disk, in order, until the job's folder is removed: the other side may
 * ask for what it had confirmed before, and at the end all of them are summed up. A program that is
 * started again opens the same folder and finds everything that was written, also after a kill in
 * the middle of a record.
 *
 * <p>A record that is found damaged ends the spool: it and what follows are given up, since the
 * output files hold it still. Nothing is forced to the disk, so a death of the machine can have the
 * same effect. Then the other side may have more than is here; {@link #skipTo} goes on behind it.
 *
 * <p>Files of up to 4 MiB, named after their first {@code seq}. Not thread-safe.
 */
final class LogSpool implements Closeable {

    private static final int SEGMENT_BYTES_MAX = 4 * 1024 * 1024;

    private final Path folder;
    private final TreeMap<Long, SpoolSegment> segments = new TreeMap<>();
    private long nextSeq;
    private SourcePositions positions;
    private Cursor cursor = new Cursor(0, 0);
    private boolean skipped;

    /** Where in the spool the next batch begins. */
    private record Cursor(long seq, long offset) {}

    private LogSpool(Path folder, long nextSeq, SourcePositions positions) {
        this.folder = folder;
        this.nextSeq = nextSeq;
        this.positions = positions;
    }

    /**
     * Opens the spool in a folder, which is made if it is missing.
     *
     * @param firstSeq number of the first chunk if there is none yet
     */
    static LogSpool open(Path folder, long firstSeq) throws IOException {
        Files.createDirectories(folder);
        LogSpool spool = new LogSpool(folder, firstSeq, SourcePositions.START);
        List<Path> found;
        try (Stream<Path> files = Files.list(folder)) {
            found = files.filter(SpoolSegment::isSegment).sorted().toList();
        }
        boolean damaged = false;
        for (Path file : found) {
            if (damaged) {
                Files.delete(file);
                continue;
            }
            SpoolSegment segment = SpoolSegment.reopen(file);
            segment.last()
                    .ifPresent(last -> {
                        spool.nextSeq = last.seq() + 1;
                        spool.positions = last.positions();
                    });
            damaged = segment.cutShort();
            if (segment.size() == 0) {
                segment.close();
                Files.delete(file);
            } else {
                spool.segments.put(segment.firstSeq(), segment);
            }
        }
        return spool;
    }

    /** Goes on with this number, because the other side has everything before it. */
    void skipTo(long seq) {
        nextSeq = seq;
        skipped = true;
    }

    /** Number that the next chunk will get. */
    long nextSeq() {
        return nextSeq;
    }

    /** Number of the oldest chunk that is still here; {@link #nextSeq()} if there is none. */
    long oldestSeq() {
        return segments.isEmpty() ? nextSeq : segments.firstKey();
    }

    /** How far the output files had been read when the newest chunk was written. */
    SourcePositions positions() {
        return positions;
    }

    /** Writes a chunk behind all others. If that fails, the spool is as before. */
    void append(SpoolRecord.Draft draft) throws IOException {
        SpoolRecord written = draft.numbered(nextSeq);
        writable().append(written);
        nextSeq++;
        positions = written.positions();
    }

    /**
     * The chunks from {@code seq} on that follow each other, as many as fit; empty if there is none
     * yet.
     *
     * @throws DamagedSpoolException if that chunk was lost with others
     */
    List<LogChunk> batch(long seq, int chunksMax, int bytesMax) throws IOException {
        List<LogChunk> batch = new ArrayList<>();
        int bytes = 0;
        Cursor at = cursor.seq == seq ? cursor : find(seq);
        while (at.seq < nextSeq && batch.size() < chunksMax) {
            SpoolSegment segment = segmentOf(at.seq);
            long offset = at.seq == segment.firstSeq() ? 0 : at.offset;
            if (offset >= segment.size()) {
                break;
            }
            SpoolRecord next = segment.read(offset);
            if (!batch.isEmpty() && bytes + next.text().length > bytesMax) {
                break;
            }
            batch.add(next.chunk());
            bytes += next.text().length;
            at = new Cursor(at.seq + 1, offset + next.size());
        }
        if (batch.isEmpty() && seq < nextSeq) {
            throw new DamagedSpoolException("chunk " + seq + " is no longer here");
        }
        cursor = at;
        return batch;
    }

    /** Sums up all that is here. */
    WholeLog whole() throws IOException {
        MessageDigest digest = sha256();
        long bytes = 0;
        for (SpoolSegment segment : segments.values()) {
            long offset = 0;
            while (offset < segment.size()) {
                SpoolRecord next = segment.read(offset);
                digest.update(next.text());
                bytes += next.text().length;
                offset += next.size();
            }
        }
        return new WholeLog(nextSeq - 1, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private Cursor find(long seq) throws IOException {
        if (seq >= nextSeq) {
            return new Cursor(seq, 0);
        }
        SpoolSegment segment = segmentOf(seq);
        long offset = 0;
        for (long at = segment.firstSeq(); at < seq; at++) {
            offset += segment.read(offset).size();
        }
        return new Cursor(seq, offset);
    }

    private SpoolSegment segmentOf(long seq) {
        Map.Entry<Long, SpoolSegment> segment = segments.floorEntry(seq);
        if (segment == null) {
            throw new IllegalStateException("chunk " + seq + " is older than the spool");
        }
        return segment.getValue();
    }

    private SpoolSegment writable() throws IOException {
        Map.Entry<Long, SpoolSegment> newest = segments.lastEntry();
        if (newest != null && newest.getValue().size() < SEGMENT_BYTES_MAX && !skipped) {
            return newest.getValue();
        }
        SpoolSegment fresh = SpoolSegment.create(folder, nextSeq);
        segments.put(nextSeq, fresh);
        skipped = false;
        return fresh;
    }

    @Override
    public void close() throws IOException {
        for (SpoolSegment segment : segments.values()) {
            segment.close();
        }
    }
}
