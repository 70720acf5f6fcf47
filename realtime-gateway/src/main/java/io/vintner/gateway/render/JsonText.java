package io.vintner.gateway.render;

import java.util.Arrays;

/** Grows a JSON text, UTF-8. Not thread-safe. */
final class JsonText {

    private static final int CHARACTER_BYTES_MAX = 6;
    private static final byte[] HEX =
            "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int length;

    JsonText(int expected) {
        bytes = new byte[Math.max(64, expected)];
    }

    int length() {
        return length;
    }

    /** Takes back what was written after {@code length} was {@code earlier}. */
    void cut(int earlier) {
        length = earlier;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Writes text that is JSON already. */
    JsonText raw(String json) {
        for (int index = 0; index < json.length(); index++) {
            room();
            index = character(json, index);
        }
        return this;
    }

    /** Writes a string, quoted and escaped. */
    JsonText string(String text) {
        return string(text, 0, text.length());
    }

    JsonText string(String text, int from, int to) {
        room();
        bytes[length++] = '"';
        for (int index = from; index < to; index++) {
            room();
            char here = text.charAt(index);
            if (here == '"' || here == '\\') {
                bytes[length++] = '\\';
                bytes[length++] = (byte) here;
            } else if (here < ' ') {
                control(here);
            } else if (here < 0x80) {
                bytes[length++] = (byte) here;
            } else {
                index = character(text, index);
            }
        }
        room();
        bytes[length++] = '"';
        return this;
    }

    private void control(char here) {
        bytes[length++] = '\\';
        switch (here) {
            case '\n' -> bytes[length++] = 'n';
            case '\r' -> bytes[length++] = 'r';
            case '\t' -> bytes[length++] = 't';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[here >> 4];
                bytes[length++] = HEX[here & 15];
            }
        }
    }

    /** Writes the character at {@code index}; returns the index of its last unit. */
    private int character(String text, int index) {
        char here = text.charAt(index);
        if (here < 0x80) {
            bytes[length++] = (byte) here;
        } else if (here < 0x800) {
            bytes[length++] = (byte) (0xC0 | (here >> 6));
            bytes[length++] = (byte) (0x80 | (here & 0x3F));
        } else if (!Character.isSurrogate(here)) {
            bytes[length++] = (byte) (0xE0 | (here >> 12));
            bytes[length++] = (byte) (0x80 | ((here >> 6) & 0x3F));
            bytes[length++] = (byte) (0x80 | (here & 0x3F));
        } else if (Character.isHighSurrogate(here)
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1))) {
            int point = Character.toCodePoint(here, text.charAt(index + 1));
            bytes[length++] = (byte) (0xF0 | (point >> 18));
            bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3F));
            bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3F));
            bytes[length++] = (byte) (0x80 | (point & 0x3F));
            return index + 1;
        } else {
            bytes[length++] = '?'; // half a character: no text of PostgreSQL has one
        }
        return index;
    }

    /** Makes room for one character, escaped or not. */
    private void room() {
        if (bytes.length - length < CHARACTER_BYTES_MAX) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
    }
}
