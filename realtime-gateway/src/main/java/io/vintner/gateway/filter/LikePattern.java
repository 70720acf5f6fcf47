package io.vintner.gateway.filter;

import java.util.Arrays;

/**
 * A pattern of SQL's LIKE or ILIKE: {@code %} for any text, {@code _} for any character, a
 * backslash before what is meant literally.
 */
final class LikePattern implements TextPattern {

    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;

    private final String source;
    private final boolean anyCase;
    private final int[] symbols;

    /**
     * @param anyCase whether ASCII letters match in either case; other letters than those are then
     *     left to PostgreSQL
     * @throws IllegalArgumentException if the pattern ends in the midst of an escape
     */
    LikePattern(String source, boolean anyCase) {
        this.source = source;
        this.anyCase = anyCase;
        this.symbols = symbols(source, anyCase);
    }

    private static int[] symbols(String source, boolean anyCase) {
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
                point = points[index];
                symbols[count++] = anyCase ? TextPattern.folded(point) : point;
            } else {
                symbols[count++] =
                        switch (point) {
                            case '%' -> ANY_TEXT;
                            case '_' -> ANY_CHARACTER;
                            default -> anyCase ? TextPattern.folded(point) : point;
                        };
            }
        }
        return Arrays.copyOf(symbols, count);
    }

    @Override
    public Truth matches(String text) {
        if (anyCase && !(TextPattern.isAscii(text) && TextPattern.isAscii(source))) {
            return Truth.ASKED;
        }
        int[] points = text.codePoints().toArray();
        int at = 0;
        int from = 0;
        int afterAny = -1;
        int retryFrom = 0;
        int steps = 0;
        while (from < points.length) {
            if (++steps > STEPS_MAX) {
                return Truth.ASKED;
            }
            if (at < symbols.length && symbols[at] == ANY_TEXT) {
                afterAny = ++at;
                retryFrom = from;
            } else if (at < symbols.length && stands(symbols[at], points[from])) {
                at++;
                from++;
            } else if (afterAny >= 0) {
                at = afterAny;
                from = ++retryFrom;
            } else {
                return Truth.FALSE;
            }
        }
        while (at < symbols.length && symbols[at] == ANY_TEXT) {
            at++;
        }
        return Truth.of(at == symbols.length);
    }

    private boolean stands(int symbol, int point) {
        return symbol == ANY_CHARACTER || symbol == (anyCase ? TextPattern.folded(point) : point);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LikePattern pattern
                && pattern.anyCase == anyCase
                && pattern.source.equals(source);
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
