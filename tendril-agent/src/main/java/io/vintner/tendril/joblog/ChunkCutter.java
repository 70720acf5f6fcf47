package io.vintner.tendril.joblog;

import java.util.Arrays;

/**
 * Cuts a program's raw output into pieces of valid, masked UTF-8. A cut never falls inside a code
 * point, a secret or an ANSI escape sequence, and at a line end where there is one.
 *
 * <p>Stateless: every cut falls where decoding can start afresh, so a program that is started again
 * makes the same pieces from the same offset.
 */
final class ChunkCutter {

    /** A longer escape sequence is taken for ordinary text. */
    static final int ESCAPE_BYTES_MAX = 4096;

    private static final byte[] REPLACEMENT_CHARACTER = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    /** What to do with bytes behind the last line end. */
    enum Tail {
        /** They wait, unless the piece is full. */
        HOLD,
        /** They are given if there is no line end at all. */
        GIVE,
        /** Nothing follows: everything is given, also what is cut short. */
        END
    }

    /**
     * A piece of output.
     *
     * @param sourceLength raw bytes that it stands for; 0 when there is nothing to give yet
     * @param text UTF-8
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Piece(int sourceLength, byte[] text) {}

    private final SecretMask mask;
    private final int pieceBytesMax;

    ChunkCutter(SecretMask mask, int pieceBytesMax) {
        this.mask = mask;
        this.pieceBytesMax = pieceBytesMax;
    }

    /** Cuts one piece from {@code window[from, to)}. */
    Piece cut(byte[] window, int from, int to, Tail tail) {
        Cutting cutting = new Cutting(window, from, to, tail == Tail.END);
        boolean full = cutting.run();
        boolean whole = tail == Tail.END && !full;
        if (!whole && cutting.lineEnd > from) {
            return cutting.piece(cutting.lineEnd, cutting.lineEndText);
        }
        if (full || tail != Tail.HOLD) {
            return cutting.piece(cutting.safe, cutting.safeText);
        }
        return new Piece(0, new byte[0]);
    }

    /** One walk over the window; positions in the window and lengths of the text go in pairs. */
    private final class Cutting {

        private final byte[] window;
        private final int from;
        private final int to;
        private final boolean end;
        private final byte[] text;
        private int textLength;
        private int at;
        private int escapeEnd;
        private int safe;
        private int safeText;
        private int lineEnd;
        private int lineEndText;

        Cutting(byte[] window, int from, int to, boolean end) {
            this.window = window;
            this.from = from;
            this.to = to;
            this.end = end;
            this.text = new byte[(int) Math.min(3L * (to - from), pieceBytesMax)];
            this.at = from;
            this.escapeEnd = from;
            this.safe = from;
            this.lineEnd = from;
        }

        /** Walks until the window or the piece is used up; true if it was the piece. */
        boolean run() {
            while (true) {
                markSafe();
                if (at == to) {
                    return false;
                }
                int secret = mask.mayStartWith(window[at]) ? mask.match(window, at, to, end) : 0;
                if (secret == SecretMask.UNDECIDED || (secret == 0 && !enterEscape())) {
                    return false;
                }
                int taken = secret > 0 ? secret : Utf8.length(window, at, to);
                if (taken == Utf8.CUT_SHORT && !end) {
                    return false;
                }
                if (!put(secret > 0, taken)) {
                    return true;
                }
            }
        }

        private void markSafe() {
            if (at >= escapeEnd) {
                safe = at;
                safeText = textLength;
                if (at > from && window[at - 1] == '\n') {
                    lineEnd = at;
                    lineEndText = safeText;
                }
            }
        }

        /** At an escape sequence, notes where it ends; false if that cannot be told yet. */
        private boolean enterEscape() {
            if (window[at] == AnsiEscape.ESC && at >= escapeEnd) {
                int length = AnsiEscape.length(window, at, Math.min(to, at + ESCAPE_BYTES_MAX));
                if (length == AnsiEscape.CUT_SHORT && !end && to - at < ESCAPE_BYTES_MAX) {
                    return false;
                }
                escapeEnd = at + Math.max(length, 1);
            }
            return true;
        }

        /** Puts what was found into the text; false if it has no room. */
        private boolean put(boolean secret, int taken) {
            if (secret) {
                return put(SecretMask.REPLACEMENT_BYTES, 0, 3, taken);
            }
            if (taken < 0 || window[at] == 0) {
                int malformed = taken == Utf8.CUT_SHORT ? to - at : Math.abs(taken);
                return put(REPLACEMENT_CHARACTER, 0, 3, malformed);
            }
            return put(window, at, taken, taken);
        }

        private boolean put(byte[] bytes, int offset, int length, int sourceLength) {
            if (textLength + length > pieceBytesMax) {
                return false;
            }
            System.arraycopy(bytes, offset, text, textLength, length);
            textLength += length;
            at += sourceLength;
            return true;
        }

        Piece piece(int sourceEnd, int length) {
            return new Piece(sourceEnd - from, Arrays.copyOf(text, length));
        }
    }
}
