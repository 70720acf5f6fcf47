package io.vintner.relay.bench;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A program: one reader of the relay's change feed, which looks only at each line's kind, its
 * commit time and the id of the row. Arguments: the relay's port, the feed's secret.
 */
final class FeedReader {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LINE_FEEDS = 0x0A0A0A0A0A0A0A0AL;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final byte[] COMMITTED = ",\"committed\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEW = ",\"new\":[\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\"]}".getBytes(StandardCharsets.US_ASCII);

    private final InputStream feed;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;

    /** Where the number that was read last ended. */
    private int numberEnd;

    FeedReader(InputStream feed) {
        this.feed = feed;
    }

    public static void main(String[] arguments) throws Exception {
        try (InputStream feed =
                ChunkedResponse.open(
                        Integer.parseInt(arguments[0]), "/feed/v1/changes", arguments[1])) {
            LoadCommands.serve(new FeedReader(feed)::read);
        }
    }

    RowWatch read(RowWatch rows) throws IOException {
        long now = 0;
        while (!rows.isComplete()) {
            int lineEnd = lineFeed();
            if (lineEnd < 0) {
                fill();
                now = rows.timesCommits() ? RowWatch.nowMicros() : 0;
            } else {
                line(start, lineEnd, rows, now);
                start = lineEnd + 1;
            }
        }
        return rows;
    }

    private void fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        int count = feed.read(buffer, end, buffer.length - end);
        if (count <= 0) {
            throw new IOException(
                    count < 0 ? "the relay ended the feed" : "a line is longer than the buffer");
        }
        end += count;
    }

    /** The index of the next line feed, or -1; eight bytes at a time. */
    private int lineFeed() {
        int at = start;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long bytes = (long) LONGS.get(buffer, at) ^ LINE_FEEDS;
            long zeros = (bytes - ONES) & ~bytes & HIGH_BITS;
            if (zeros != 0) {
                return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
        }
        for (; at < end; at++) {
            if (buffer[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    private void line(int from, int to, RowWatch rows, long now) {
        // {"insert":…, {"progress":…, {"table":…, {"feed":…
        switch (buffer[from + 2]) {
            case 'i' -> insert(from, to, rows, now);
            case 'p', 't', 'f' -> {}
            default ->
                    throw new IllegalStateException(
                            "unexpected line "
                                    + new String(buffer, from, to - from, StandardCharsets.UTF_8));
        }
    }

    private void insert(int from, int to, RowWatch rows, long now) {
        int at = from + "{\"insert\":".length();
        while (buffer[at] != ',') {
            at++;
        }
        at += ",\"at\":\"".length();
        while (buffer[at] != '"') {
            at++;
        }
        long committed = number(expect(COMMITTED, at + 1));
        long id = number(expect(NEW, numberEnd));
        expect(END, to - END.length);
        rows.row(id);
        if (rows.timesCommits()) {
            rows.committedAt(committed, now);
        }
    }

    /** The index after {@code text}, which stands at {@code at}. */
    private int expect(byte[] text, int at) {
        int after = at + text.length;
        if (!Arrays.equals(buffer, at, after, text, 0, text.length)) {
            throw new IllegalStateException(
                    "expected '%s'".formatted(new String(text, StandardCharsets.US_ASCII)));
        }
        return after;
    }

    private long number(int at) {
        long number = 0;
        int i = at;
        for (byte digit = buffer[i]; digit >= '0' && digit <= '9'; digit = buffer[++i]) {
            number = number * 10 + digit - '0';
        }
        numberEnd = i;
        return number;
    }
}
