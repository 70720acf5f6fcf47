package io.vintner.gateway.history;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A way through the window from one position on, in order. For one thread. */
public final class ChangeCursor {

    private Chunk chunk;
    private int index;

    ChangeCursor(Chunk chunk, int index) {
        this.chunk = chunk;
        this.index = index;
    }

    /** Whether nothing follows for the moment. */
    public boolean isAtEnd() {
        return index == chunk.count() && chunk.next() == null;
    }

    /**
     * The changes that follow, as far as they are there.
     *
     * @param upTo no change after this one; null for all
     * @param max how many at most
     * @param bytesMax is exceeded by the last of them only, by estimate
     * @return null if the window has let go of some of them
     */
    public @Nullable List<ChangeEvent> next(@Nullable ChangePosition upTo, int max, long bytesMax) {
        if (chunk.isDropped() && index < chunk.count()) {
            return null;
        }
        List<ChangeEvent> found = new ArrayList<>();
        long bytes = 0;
        while (found.size() < max && bytes < bytesMax) {
            if (index == chunk.count()) {
                Chunk following = chunk.next();
                if (following == null) {
                    break;
                }
                if (index < chunk.count()) {
                    continue; // written between the two looks
                }
                chunk = following;
                index = 0;
                continue;
            }
            ChangeEvent event = chunk.event(index);
            if (upTo != null && event.position().isAfter(upTo)) {
                break;
            }
            found.add(event);
            bytes += EventSize.of(event);
            index++;
        }
        return found;
    }
}
