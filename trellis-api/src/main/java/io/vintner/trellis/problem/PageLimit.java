package io.vintner.trellis.problem;

import org.jspecify.annotations.Nullable;

/** How many rows a caller gets at once. */
public final class PageLimit {

    private PageLimit() {}

    /**
     * What the caller asked for, or the usual number.
     *
     * @param asked the parameter {@code limit}
     * @throws ProblemException if that is not from 1 to {@code max}
     */
    public static int of(@Nullable Integer asked, int usual, int max) {
        if (asked == null) {
            return usual;
        }
        if (asked < 1 || asked > max) {
            throw ProblemException.invalid("limit", "must be from 1 to " + max);
        }
        return asked;
    }
}
