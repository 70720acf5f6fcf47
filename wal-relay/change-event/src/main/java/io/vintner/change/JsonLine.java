package io.vintner.change;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one JSON object on a line of its own, written from left to right. It is used again
 * for the next line; not thread-safe.
 *
 * <p>Every row of the database passes here, and a general JSON writer costs more than all the rest
 * of the relay: it goes through a text character by character, where this goes through its bytes.
 */
final class JsonLine {

    private static final int BYTES_FIRST = 4 * 1024;

    /** What is kept for the next line; a longer one was an exception. */
    private static final int BYTES_KEPT = 256 * 1024;

    private static final int NUMBER_BYTES_MAX = 20;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[BYTES_FIRST];
    private int length;

    /** A field's name with its quotes and colon, encoded once. */
    static byte[] name(String name) {
        return ('"' + name + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    JsonLine beginObject() {
        return separated('{');
    }

    JsonLine endObject() {
        return raw((byte) '}');
    }

    JsonLine beginArray() {
        return separated('[');
    }

    JsonLine endArray() {
        return raw((byte) ']');
    }

    /**
     * The name of the value that comes next.
     *
     * @param encoded as {@link #name} gives it
     */
    JsonLine field(byte[] encoded) {
        separate();
        return raw(encoded);
    }

    JsonLine nullValue() {
        separate();
        return raw(NULL);
    }

    JsonLine value(boolean value) {
        separate();
        return raw(value ? TRUE : FALSE);
    }

    JsonLine value(long number) {
        separate();
        reserve(NUMBER_BYTES_MAX);
        length = NumberOutput.outputLong(number, bytes, length);
        return this;
    }

    JsonLine value(String text) {
        separate();
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        reserve(utf8.length + 2);
        raw((byte) '"');
        int written = 0;
        for (int index = 0; index < utf8.length; index++) {
            byte next = utf8[index];
            if (next == '"' || next == '\\' || (next >= 0 && next < ' ')) {
                raw(utf8, written, index);
                escaped(next);
                written = index + 1;
            }
        }
        raw(utf8, written, utf8.length);
        return raw((byte) '"');
    }

    /** A position without its generation, as {@link ChangePosition#shortText()} gives it. */
    JsonLine value(ChangePosition position) {
        separate();
        reserve(2 * NUMBER_BYTES_MAX);
        raw((byte) '"');
        hex((int) (position.lsn() >>> Integer.SIZE));
        raw((byte) '/');
        hex((int) position.lsn());
        raw((byte) ':');
        length = NumberOutput.outputLong(position.ordinal(), bytes, length);
        return raw((byte) '"');
    }

    /** Gives the line away, with its line feed, and is empty again. */
    void writeTo(OutputStream out) throws IOException {
        raw((byte) '\n');
        out.write(bytes, 0, length);
        length = 0;
        if (bytes.length > BYTES_KEPT) {
            bytes = new byte[BYTES_FIRST];
        }
    }

    /** A value or name that follows another takes a comma. */
    private void separate() {
        if (length > 0) {
            byte last = bytes[length - 1];
            if (last != '{' && last != '[' && last != ':') {
                raw((byte) ',');
            }
        }
    }

    private JsonLine separated(char opening) {
        separate();
        return raw((byte) opening);
    }

    private void escaped(byte control) {
        raw((byte) '\\');
        switch (control) {
            case '"', '\\' -> raw(control);
            case '\b' -> raw((byte) 'b');
            case '\t' -> raw((byte) 't');
            case '\n' -> raw((byte) 'n');
            case '\f' -> raw((byte) 'f');
            case '\r' -> raw((byte) 'r');
            default -> {
                raw((byte) 'u');
                raw((byte) '0');
                raw((byte) '0');
                raw(HEX[control >>> 4]);
                raw(HEX[control & 0xF]);
            }
        }
    }

    /** PostgreSQL's own form: capitals, no leading zeros. */
    private void hex(int half) {
        int digits = Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(half) + 3) / 4);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            raw(HEX[half >>> shift & 0xF]);
        }
    }

    private JsonLine raw(byte one) {
        reserve(1);
        bytes[length++] = one;
        return this;
    }

    private JsonLine raw(byte[] all) {
        raw(all, 0, all.length);
        return this;
    }

    private void raw(byte[] from, int start, int end) {
        reserve(end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
    }

    private void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > bytes.length) {
            bytes =
                    Arrays.copyOf(
                            bytes,
                            Math.max(
                                    needed,
                                    (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
    }
}
