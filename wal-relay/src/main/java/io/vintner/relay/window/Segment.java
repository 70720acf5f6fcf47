package io.vintner.relay.window;

import io.vintner.change.ChangePosition;
import io.vintner.change.Generation;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the window: encoded entries, one after the other, and where each ends.
 *
 * <p>One thread writes, without a lock. What it has published does not change as long as the piece
 * is in the window; readers, who hold the window's lock, read {@link #published} first, then arrays
 * that hold at least as much. They are given copies: the bytes of a piece that has left are used
 * again, so that the garbage collector never moves the window about. Only an array that had to grow
 * is never used again, so readers share it: a row that takes half the memory must not be copied for
 * each of them.
 */
final class Segment extends OutputStream {

    private static final int ENTRY_BYTES = 3 * Long.BYTES + Integer.BYTES;
    private static final int ENTRIES_LEAST = 64;
    private static final int ARRAY_MAX = Integer.MAX_VALUE - 8;

    /** Counts up by one from segment to segment. */
    final long number;

    private final Generation generation;
    private final int bytesUsual;
    private byte[] bytes;
    private int size;
    private int[] ends;
    private long[] lsns;
    private long[] ordinals;
    private @Nullable Instant[] commits;
    private int entries;
    private volatile int published;

    /** The newest place in it that may be confirmed once it has left; 0 if there is none. */
    private long lastMark;

    private @Nullable Segment next;
    private long firstAt;
    private long lastAt;

    /**
     * @param bytes to write to; larger ones take their place if they do not suffice
     * @param entriesExpected a guess
     */
    Segment(long number, Generation generation, byte[] bytes, int entriesExpected) {
        this.number = number;
        this.generation = generation;
        this.bytes = bytes;
        this.bytesUsual = bytes.length;
        int room = Math.max(ENTRIES_LEAST, entriesExpected);
        ends = new int[room];
        lsns = new long[room];
        ordinals = new long[room];
        commits = new @Nullable Instant[room];
    }

    @Override
    public void write(int oneByte) {
        reserve(1);
        bytes[size++] = (byte) oneByte;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        reserve(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    /** Closes the entry that was written since the last one. */
    void endEntry(ChangePosition position, @Nullable Instant committedAt) {
        if (entries == ends.length) {
            ends = Arrays.copyOf(ends, 2 * entries);
            lsns = Arrays.copyOf(lsns, 2 * entries);
            ordinals = Arrays.copyOf(ordinals, 2 * entries);
            commits = Arrays.copyOf(commits, 2 * entries);
        }
        ends[entries] = size;
        lsns[entries] = position.lsn();
        ordinals[entries] = position.ordinal();
        commits[entries] = committedAt;
        entries++;
    }

    /** Says that everything up to {@code lsn} is complete with the last entry. */
    void mark(long lsn) {
        lastMark = lsn;
    }

    /** Shows readers what was written so far. */
    void publish(long now) {
        if (published == entries) {
            return;
        }
        if (published == 0) {
            firstAt = now;
        }
        lastAt = now;
        published = entries;
    }

    /** Nothing more comes; {@code following} goes on. */
    void seal(Segment following) {
        next = following;
    }

    /** Goes on in an array of just its size; returns the one that is free now. */
    byte[] trim() {
        byte[] free = bytes;
        bytes = Arrays.copyOf(bytes, size);
        return free;
    }

    /** The bytes, to be used again: nobody reads the piece any more. */
    byte[] bytes() {
        return bytes;
    }

    /** The number of entries written. */
    int entries() {
        return entries;
    }

    /** The number of entries that readers may see. */
    int published() {
        return published;
    }

    boolean isEmpty() {
        return entries == 0;
    }

    int size() {
        return size;
    }

    /** The memory it takes. */
    long footprint() {
        return bytes.length + (long) ends.length * ENTRY_BYTES;
    }

    long lastMark() {
        return lastMark;
    }

    @Nullable Segment next() {
        return next;
    }

    /** When its first entry was published, in milliseconds of the window's clock. */
    long firstAt() {
        return firstAt;
    }

    long lastAt() {
        return lastAt;
    }

    Place place(int entry) {
        return new Place(
                new ChangePosition(generation, lsns[entry], ordinals[entry]), commits[entry]);
    }

    long firstLsn() {
        return lsns[0];
    }

    /** The number of published entries at or before the position. */
    int entriesUpTo(ChangePosition position) {
        int low = 0;
        int high = published;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isAfter(middle, position)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The last entry, exclusive, so that those from {@code entry} fit, but at least one. */
    int entriesWithin(int entry, int bytesMax) {
        int last = published;
        int found = Arrays.binarySearch(ends, entry, last, start(entry) + bytesMax);
        int end = found >= 0 ? found + 1 : -found - 1;
        return Math.max(end, entry + 1);
    }

    /** The bytes of the entries, which must be published; to be read only. */
    ByteBuffer lines(int fromEntry, int toEntry) {
        byte[] all = bytes;
        int start = start(fromEntry);
        int end = ends[toEntry - 1];
        return all.length > bytesUsual
                ? ByteBuffer.wrap(all, start, end - start).slice()
                : ByteBuffer.wrap(Arrays.copyOfRange(all, start, end));
    }

    private boolean isAfter(int entry, ChangePosition position) {
        int byLsn = Long.compareUnsigned(lsns[entry], position.lsn());
        return byLsn != 0 ? byLsn > 0 : ordinals[entry] > position.ordinal();
    }

    private int start(int entry) {
        return entry == 0 ? 0 : ends[entry - 1];
    }

    private void reserve(int length) {
        int needed = Math.addExact(size, length);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(ARRAY_MAX, Math.max(needed, 2L * size)));
        }
    }
}
