package io.vintner.tendril.joblog;

/**
 * Measures terminal escape sequences.
 *
 * @see <a
 *     href="https://ecma-international.org/publications-and-standards/standards/ecma-48/">ECMA-48,
 *     sections 5.3 to 5.6</a>
 */
final class AnsiEscape {

    static final byte ESC = 0x1B;

    /** The sequence does not end before the bytes do. */
    static final int CUT_SHORT = -1;

    private static final byte BELL = 0x07;

    private AnsiEscape() {}

    /** Bytes of the sequence that starts at {@code from}; 1 if an ESC stands there alone. */
    static int length(byte[] text, int from, int to) {
        if (from + 1 >= to) {
            return CUT_SHORT;
        }
        return switch (text[from + 1]) {
            case '[' -> control(text, from, to);
            case ']', 'P', 'X', '^', '_' -> string(text, from, to);
            default -> plain(text, from, to);
        };
    }

    /** {@code ESC [}, parameters, intermediates, one final byte. Anything else ends it as text. */
    private static int control(byte[] text, int from, int to) {
        for (int at = from + 2; at < to; at++) {
            if (text[at] >= 0x40 && text[at] <= 0x7E) {
                return at + 1 - from;
            }
            if (text[at] < 0x20 || text[at] > 0x7E) {
                return 1;
            }
        }
        return CUT_SHORT;
    }

    /** Titles, links and the like: up to BEL or {@code ESC \}. A line end ends it as text. */
    private static int string(byte[] text, int from, int to) {
        for (int at = from + 2; at < to; at++) {
            if (text[at] == BELL) {
                return at + 1 - from;
            }
            if (text[at] == ESC) {
                if (at + 1 == to) {
                    return CUT_SHORT;
                }
                return text[at + 1] == '\\' ? at + 2 - from : 1;
            }
            if (text[at] == '\n') {
                return 1;
            }
        }
        return CUT_SHORT;
    }

    /** {@code ESC}, intermediates, one final byte. */
    private static int plain(byte[] text, int from, int to) {
        for (int at = from + 1; at < to; at++) {
            if (text[at] >= 0x30 && text[at] <= 0x7E) {
                return at + 1 - from;
            }
            if (text[at] < 0x20 || text[at] > 0x2F) {
                return 1;
            }
        }
        return CUT_SHORT;
    }
}
