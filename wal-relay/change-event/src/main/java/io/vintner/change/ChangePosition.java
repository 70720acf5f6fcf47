package io.vintner.change;

import java.util.Locale;

/**
 * A place in the history of changes: "everything up to here has been told".
 *
 * <p>A change's own position is its transaction's <em>commit</em> LSN (as pgoutput's Begin gives
 * it) and its ordinal in that transaction, from 1. The LSN of a single row is never an identity:
 * rows of one transaction share it, and rows of concurrent transactions interleave. Ordinal 0 marks
 * the place before any change of a commit at that LSN; so after a commit, or when the database is
 * idle, the place is (end LSN, 0). Positions of one generation are totally ordered and never
 * reused.
 *
 * @param lsn an unsigned 64-bit log sequence number
 * @param ordinal at least 0
 */
public record ChangePosition(Generation generation, long lsn, long ordinal) {

    public ChangePosition {
        if (ordinal < 0) {
            throw new IllegalArgumentException("an ordinal is at least 0, came " + ordinal);
        }
    }

    /**
     * Whether this place comes after {@code other}.
     *
     * @throws IllegalArgumentException if the two are of different generations, which have no order
     */
    public boolean isAfter(ChangePosition other) {
        if (!generation.equals(other.generation)) {
            throw new IllegalArgumentException(
                    "positions of generations %s and %s have no order"
                            .formatted(generation, other.generation));
        }
        int byLsn = Long.compareUnsigned(lsn, other.lsn);
        return byLsn != 0 ? byLsn > 0 : ordinal > other.ordinal;
    }

    /**
     * Reads the form that {@link #toString()} writes, for instance {@code
     * 17.1.7412345678901234567@0/16B3748:3}.
     *
     * @throws MalformedFeedException if the text is anything else
     */
    public static ChangePosition parse(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            throw new MalformedFeedException(
                    "expected generation@lsn:ordinal, came '" + text + "'");
        }
        return parse(Generation.parse(text.substring(0, at)), text.substring(at + 1));
    }

    /** Reads the short form, {@code lsn:ordinal}, of a position whose generation is known. */
    static ChangePosition parse(Generation generation, String text) {
        int slash = text.indexOf('/');
        int colon = text.indexOf(':', slash + 1);
        if (slash < 0 || colon < 0) {
            throw new MalformedFeedException("expected lsn:ordinal, came '" + text + "'");
        }
        try {
            long high = Integer.parseUnsignedInt(text, 0, slash, 16);
            long low = Integer.parseUnsignedInt(text, slash + 1, colon, 16);
            return new ChangePosition(
                    generation,
                    high << 32 | Integer.toUnsignedLong((int) low),
                    Long.parseUnsignedLong(text, colon + 1, text.length(), 10));
        } catch (IllegalArgumentException notANumber) {
            throw new MalformedFeedException(
                    "expected lsn:ordinal, came '" + text + "'", notANumber);
        }
    }

    /** The form without the generation, {@code lsn:ordinal}. */
    String shortText() {
        return hex((int) (lsn >>> 32)) + '/' + hex((int) lsn) + ':' + ordinal;
    }

    /** PostgreSQL's own: capitals, no leading zeros. Every change is written with it. */
    private static String hex(int half) {
        return Integer.toHexString(half).toUpperCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return generation + "@" + shortText();
    }
}
