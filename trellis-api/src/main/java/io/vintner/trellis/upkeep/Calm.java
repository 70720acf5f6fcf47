package io.vintner.trellis.upkeep;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Whether silence may be held against anyone. After a start and after an outage it may not, for a
 * while: the silence may have been ours. Driven by the database's clock; not thread-safe.
 */
final class Calm {

    private final Duration length;
    private @Nullable OffsetDateTime until;

    Calm(Duration length) {
        this.length = length;
    }

    /** The database did not answer: the next answer starts a new calm. */
    void outage() {
        until = null;
    }

    /**
     * Whether verdicts may be given.
     *
     * @param now the database's clock
     * @param started when the database server started
     */
    boolean isOver(OffsetDateTime now, OffsetDateTime started) {
        OffsetDateTime end = until;
        if (end == null) {
            end = now.plus(length);
        }
        OffsetDateTime afterStart = started.plus(length);
        until = afterStart.isAfter(end) ? afterStart : end;
        return !now.isBefore(until);
    }
}
