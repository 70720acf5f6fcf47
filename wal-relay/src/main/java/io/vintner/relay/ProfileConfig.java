package io.vintner.relay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What kind of place this is; the same for all services. */
@ConfigMapping(prefix = "vintner")
public interface ProfileConfig {

    /**
     * {@code local} publishes its secrets, so it never faces a network; {@code production} is
     * everything else.
     */
    @WithDefault("production")
    Profile profile();

    /** The kinds. */
    enum Profile {
        LOCAL,
        PRODUCTION
    }
}
