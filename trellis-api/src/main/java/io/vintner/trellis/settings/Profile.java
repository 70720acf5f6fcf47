package io.vintner.trellis.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the service runs. */
@ConfigMapping(prefix = "vintner")
public interface Profile {

    /** {@code local}: one person's machine, published secrets, demo users; else production. */
    @WithDefault("production")
    Kind profile();

    /** The two kinds of place. */
    enum Kind {
        LOCAL,
        PRODUCTION
    }

    /** Whether this is one person's machine. */
    default boolean isLocal() {
        return profile() == Kind.LOCAL;
    }
}
