package io.vintner.trellis.state;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How long old versions of states are kept. */
@ConfigMapping(prefix = "vintner.trellis.state")
public interface StatesConfig {

    /** How long a version that is not among the newest, or an orphan, is kept; empty: for ever. */
    Optional<Duration> kept();

    /** How many of the newest versions of a vine are kept, however old they are; at least 1. */
    @WithDefault("100")
    int versionsMin();
}
