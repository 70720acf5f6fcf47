package io.vintner.tendril.joblog;

/**
 * Measures UTF-8 sequences, with the same idea of where malformed bytes end as Java's own decoder:
 * the longest beginning of a valid sequence counts as one.
 *
 * @see <a href="https://www.unicode.org/versions/latest/core-spec/chapter-3/">The Unicode Standard,
 *     table 3-7</a>
 */
final class Utf8 {

    /** The bytes end in the middle of a sequence that is valid so far. */
    static final int CUT_SHORT = Integer.MIN_VALUE;

    private Utf8() {}

    /** Bytes of the code point at {@code from}; negative: that many malformed bytes. */
    static int length(byte[] text, int from, int to) {
        int lead = text[from] & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xC2 || lead > 0xF4) {
            return -1;
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        for (int i = 1; i < length; i++) {
            if (from + i == to) {
                return CUT_SHORT;
            }
            int next = text[from + i] & 0xFF;
            if (next < (i == 1 ? secondMin(lead) : 0x80)
                    || next > (i == 1 ? secondMax(lead) : 0xBF)) {
                return -i;
            }
        }
        return isSurrogate(lead, text[from + 1]) ? -length : length;
    }

    /** A surrogate in UTF-8 clothes is one malformed sequence, as Java counts. */
    private static boolean isSurrogate(int lead, byte second) {
        return lead == 0xED && (second & 0xFF) >= 0xA0;
    }

    private static int secondMin(int lead) {
        return switch (lead) {
            case 0xE0 -> 0xA0;
            case 0xF0 -> 0x90;
            default -> 0x80;
        };
    }

    private static int secondMax(int lead) {
        return switch (lead) {
            case 0xF4 -> 0x8F;
            default -> 0xBF;
        };
    }
}
