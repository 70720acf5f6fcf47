package io.vintner.gateway.filter;

/**
 * A pattern of SQL's LIKE: {@code %} for any text, {@code _} for any character, a backslash before
 * what is meant literally. Matching takes at most pattern times text steps.
 */
public final class LikePattern {

    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;

    private final String source;
    private final int[] symbols;

    /**
     * @throws IllegalArgumentException if the pattern ends in the midst of an escape
     */
    public LikePattern(String source) {
        this.source = source;
        this.symbols = symbols(source);
    }

    private static int[] symbols(String source) {
        int[] points = source.codePoints().toArray();
        int[] symbols = new int[points.length];
        int count = 0;
        for (int index = 0; index < points.length; index++) {
            int point = points[index];
            if (point == '\\') {
                if (++index == points.length) {
                    throw new IllegalArgumentException(
                            "LIKE pattern must not end with escape character");
                }
                symbols[count++] = points[index];
            } else {
                symbols[count++] = point == '%' ? ANY_TEXT : point == '_' ? ANY_CHARACTER : point;
            }
        }
        return java.util.Arrays.copyOf(symbols, count);
    }

    /** Whether all of {@code text} matches. */
    public boolean matches(String text) {
        int[] points = text.codePoints().toArray();
        int at = 0;
        int from = 0;
        int afterAny = -1;
        int retryFrom = 0;
        while (from < points.length) {
            if (at < symbols.length && symbols[at] == ANY_TEXT) {
                afterAny = ++at;
                retryFrom = from;
            } else if (at < symbols.length
                    && (symbols[at] == ANY_CHARACTER || symbols[at] == points[from])) {
                at++;
                from++;
            } else if (afterAny >= 0) {
                at = afterAny;
                from = ++retryFrom;
            } else {
                return false;
            }
        }
        while (at < symbols.length && symbols[at] == ANY_TEXT) {
            at++;
        }
        return at == symbols.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LikePattern pattern && pattern.source.equals(source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return source;
    }
}
