package io.vintner.trellis.pages;

import io.vintner.trellis.problem.PageLimit;
import io.vintner.trellis.problem.ProblemException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for.
 *
 * @param limit most rows of the page
 * @param after the last row of the page before; null: from the beginning
 */
public record PageQuestion(int limit, @Nullable Cursor after) {

    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 200;

    /**
     * What a caller asked for.
     *
     * @param kinds what the list is sorted by
     * @throws ProblemException if the limit or the cursor is not valid
     */
    public static PageQuestion of(
            @Nullable Integer limit, @Nullable String cursor, Cursor.Kind... kinds) {
        return new PageQuestion(
                PageLimit.of(limit, LIMIT_DEFAULT, LIMIT_MAX),
                cursor == null ? null : Cursor.read(cursor, kinds));
    }

    /** How many rows are read: one more than the page has, to know whether there is another. */
    public int rows() {
        return limit + 1;
    }

    /**
     * The page out of the rows that were read.
     *
     * @param place of a row in the list
     */
    public <T> PageOf<T> page(List<T> read, Function<T, Cursor> place) {
        if (read.size() <= limit) {
            return new PageOf<>(read, null);
        }
        List<T> items = read.subList(0, limit);
        return new PageOf<>(items, place.apply(items.getLast()).text());
    }
}
