package io.vintner.gateway.intake;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is told of changes. Called by one thread at a time; while it works, the feed waits. */
public interface ChangeListener {

    /**
     * The next changes.
     *
     * @param events in commit order, each one once
     */
    void changed(List<ChangeEvent> events);

    /**
     * Changes that had happened before the gateway came: only for those who come back. They come
     * before all others.
     *
     * @param events as in {@link #changed}
     */
    void past(List<ChangeEvent> events);

    /**
     * Everything up to {@code position} has been handed on. Called before the first change, after
     * changes, after {@link #missed}, and every few seconds when nothing happens.
     */
    void reached(ChangePosition position);

    /**
     * Changes were missed and will not come; what follows is later than them.
     *
     * @param goesOnAt as if {@link #reached} had been called with it; null if that is to come
     */
    void missed(@Nullable ChangePosition goesOnAt);
}
