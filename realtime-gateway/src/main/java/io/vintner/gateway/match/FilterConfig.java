package io.vintner.gateway.match;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How filters are evaluated that only PostgreSQL can evaluate. */
@ConfigMapping(prefix = "vintner.gateway.filter")
public interface FilterConfig {

    /**
     * How long PostgreSQL may take for the values of one question. A filter that takes longer for a
     * single value is never asked again; its subscribers get an error event instead.
     */
    @WithDefault("500ms")
    Duration statementMax();

    /**
     * How long a batch of changes waits for all answers about filters, also while PostgreSQL is
     * away; then the subscribers concerned get an error event.
     */
    @WithDefault("5s")
    Duration deadline();

    /** Pause between two attempts to reach PostgreSQL. */
    @WithDefault("200ms")
    Duration retryInterval();

    /** How many pairs of a value and an operand one question may carry. */
    @WithDefault("1000")
    int pairsMax();

    /** How many filters that took too long are remembered; the oldest are forgotten first. */
    @WithDefault("10000")
    int slowMax();
}
