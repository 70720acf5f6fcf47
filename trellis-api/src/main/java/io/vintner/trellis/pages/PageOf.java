package io.vintner.trellis.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param nextCursor to be given as {@code cursor} for the next page; null on the last one
 */
public record PageOf<T>(List<T> items, @Nullable String nextCursor) {
    public PageOf {
        items = List.copyOf(items);
    }
}
