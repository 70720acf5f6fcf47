package io.vintner.gateway.intake;

import io.vintner.change.ChangeEvent;
import java.util.List;

/** Who is told of changes. Called by one thread at a time; while it works, the feed waits. */
public interface ChangeListener {

    /**
     * The next changes.
     *
     * @param events in commit order, each one once
     */
    void changed(List<ChangeEvent> events);

    /** Changes were missed and will not come; what follows is later than them. */
    void missed();
}
