package io.vintner.gateway.bench.client;

import java.nio.charset.StandardCharsets;

/**
 * Finds the first two columns of a row, {@code id} and {@code at}, in the bytes of a change. They
 * lie at the same place in nearly every change of a channel, so mostly nothing is searched.
 */
final class ChangeBytes {

    private static final byte[] START = ascii("[null,null,\"");
    private static final byte[] ROW = ascii("\"record\":{\"id\":");
    private static final byte[] AT = ascii(",\"at\":");

    private long id;
    private long at;

    /** Whether these bytes are a change: no other message lacks both references and has a topic. */
    static boolean isChange(byte[] buffer, int from, int length) {
        return length > START.length && matches(buffer, from, START);
    }

    /**
     * Reads a change.
     *
     * @throws IllegalStateException if it is not one of the benchmark's tables
     */
    void read(ClientSocket socket, byte[] buffer, int from, int length) {
        int end = from + length;
        int row = from + socket.rowOffset;
        if (socket.rowOffset == 0 || row + ROW.length > end || !matches(buffer, row, ROW)) {
            row = find(buffer, from, end);
            socket.rowOffset = row - from;
        }
        int next = row + ROW.length;
        id = 0;
        while (isDigit(buffer[next])) {
            id = id * 10 + buffer[next++] - '0';
        }
        if (!matches(buffer, next, AT)) {
            throw unexpected(buffer, from, length);
        }
        next += AT.length;
        at = 0;
        while (isDigit(buffer[next])) {
            at = at * 10 + buffer[next++] - '0';
        }
    }

    /** Of the change that was read. */
    long id() {
        return id;
    }

    /** When it was to be written, in microseconds since 1970. */
    long at() {
        return at;
    }

    private static int find(byte[] buffer, int from, int end) {
        for (int i = from; i <= end - ROW.length; i++) {
            if (matches(buffer, i, ROW)) {
                return i;
            }
        }
        throw unexpected(buffer, from, end - from);
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    private static boolean matches(byte[] buffer, int from, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (buffer[from + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static IllegalStateException unexpected(byte[] buffer, int from, int length) {
        return new IllegalStateException(
                "not a change of a table of the benchmark: "
                        + new String(buffer, from, length, StandardCharsets.UTF_8));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
