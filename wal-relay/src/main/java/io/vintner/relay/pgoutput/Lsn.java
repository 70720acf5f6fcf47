package io.vintner.relay.pgoutput;

/**
 * A place in PostgreSQL's write-ahead log.
 *
 * @param value an unsigned 64-bit byte offset; 0 means "none"
 */
public record Lsn(long value) implements Comparable<Lsn> {

    /** No place: PostgreSQL's {@code InvalidXLogRecPtr}. */
    public static final Lsn NONE = new Lsn(0);

    /**
     * Reads PostgreSQL's text form, for instance {@code 16/B374D848}.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("expected an LSN, came '%s'".formatted(text));
        }
        long high = Integer.toUnsignedLong(Integer.parseUnsignedInt(text, 0, slash, 16));
        long low =
                Integer.toUnsignedLong(
                        Integer.parseUnsignedInt(text, slash + 1, text.length(), 16));
        return new Lsn(high << 32 | low);
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(value, other.value);
    }

    /** PostgreSQL's text form. */
    @Override
    public String toString() {
        return "%X/%X".formatted((int) (value >>> 32), (int) value);
    }
}
