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
 * <p>One thread writes. What it has published never changes, so readers share the arrays without a
 * lock: they read {@link #published} first, then arrays that hold at least as much.
 */
final class Segment extends OutputStream {

    private static final int ENTRY_BYTES = 3 * Long.BYTES + Integer.BYTES;
    private static final int BYTES_FIRST = 4 * 1024;
    private static final int ENTRIES_FIRST = 64;
    private static final int ARRAY_MAX = Integer.MAX_VALUE - 8;

    /** Counts up by one from segment to segment. */
    final long number;

    private final Generation generation;
    private byte[] bytes = new byte[BYTES_FIRST];
    private int size;
    private int[] ends = new int[ENTRIES_FIRST];
    private long[] lsns = new long[ENTRIES_FIRST];
    private long[] ordinals = new long[ENTRIES_FIRST];
    private @Nullable Instant[] commits = new @Nullable Instant[ENTRIES_FIRST];
    private int entries;
    private volatile int published;

    /** The newest place in it that may be confirmed once it has left; 0 if there is none. */
    private long lastMark;

    private @Nullable Segment next;
    private long firstAt;
    private long lastAt;

    Segment(long number, Generation generation) {
        this.number = number;
        this.generation = generation;
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

    /** Nothing more comes; {@code following} goes on. Gives back what was reserved in vain. */
    void seal(Segment following) {
        bytes = Arrays.copyOf(bytes, size);
        next = following;
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

    /** The bytes of the entries; they must be published. */
    ByteBuffer slice(int fromEntry, int toEntry) {
        int start = start(fromEntry);
        return ByteBuffer.wrap(bytes, start, ends[toEntry - 1] - start);
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
