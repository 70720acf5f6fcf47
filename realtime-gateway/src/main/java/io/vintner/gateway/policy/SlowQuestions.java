package io.vintner.gateway.policy;

import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.filter.Question;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Questions that PostgreSQL could not answer in time, and that are not put to it for a while: every
 * other change would wait for them again. Not thread-safe.
 */
final class SlowQuestions {

    private final Duration pause;
    private final int max;
    private final InstantSource clock;

    /** Until when, in milliseconds; the one that was paused longest ago comes first. */
    private final Map<Slow, Long> paused = new LinkedHashMap<>();

    private record Slow(long table, Question question) {}

    /**
     * @param max how many are remembered; the oldest are forgotten first
     */
    SlowQuestions(Duration pause, int max, InstantSource clock) {
        this.pause = pause;
        this.max = max;
        this.clock = clock;
    }

    void pause(PublishedTable table, Question question) {
        Slow slow = new Slow(table.oid(), question);
        paused.remove(slow);
        paused.put(slow, clock.millis() + pause.toMillis());
        if (paused.size() > max) {
            Iterator<Slow> oldest = paused.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    boolean isPaused(PublishedTable table, Question question) {
        if (paused.isEmpty()) {
            return false;
        }
        Slow slow = new Slow(table.oid(), question);
        Long until = paused.get(slow);
        if (until == null) {
            return false;
        }
        if (clock.millis() < until) {
            return true;
        }
        paused.remove(slow);
        return false;
    }
}
