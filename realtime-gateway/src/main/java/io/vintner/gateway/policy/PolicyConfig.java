package io.vintner.gateway.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How row-level security is judged where it cannot be judged from the change alone. */
@ConfigMapping(prefix = "vintner.gateway.policy")
public interface PolicyConfig {

    /**
     * Who hears of a DELETE whose old row does not hold the columns that the policies need: with
     * {@code key} everybody whose filter passes gets its primary key, as upstream; with {@code
     * none} nobody does.
     */
    @WithDefault("key")
    UnjudgedDeletes unjudgedDeletes();

    /**
     * Whether an UPDATE that takes a row out of a filter, or out of somebody's sight, is told to
     * who could see the old row, as a DELETE with nothing but its primary key. The table's replica
     * identity must hold what filter and policies read, as FULL does.
     */
    @WithDefault("false")
    boolean leaveEvents();

    /** How long one question to PostgreSQL may run there. */
    @WithDefault("5s")
    Duration statementMax();

    /**
     * How long a question that took longer is not put again: its subscribers get an error event for
     * each change instead, and nobody else waits for it.
     */
    @WithDefault("30s")
    Duration slowPause();

    /** How many such questions are remembered; the oldest are forgotten first. */
    @WithDefault("10000")
    int slowMax();

    /**
     * How long changes wait for PostgreSQL to come back before the subscribers whose policies it
     * must judge get an error event instead.
     */
    @WithDefault("30s")
    Duration deadline();

    /** Pause between two attempts to reach PostgreSQL. */
    @WithDefault("200ms")
    Duration retryInterval();

    /** How many rows one question may carry. */
    @WithDefault("500")
    int rowsMax();

    /** What becomes of a DELETE that cannot be judged. */
    enum UnjudgedDeletes {
        KEY,
        NONE
    }
}
