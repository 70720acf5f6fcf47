package io.vintner.relay.window;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much of the past the relay can send again. The first bound that is reached counts. */
@ConfigMapping(prefix = "vintner.relay.window")
public interface WindowConfig {

    /** How long a change is kept. */
    @WithDefault("2m")
    Duration ageMax();

    /** How much memory the kept changes may take. */
    @WithDefault("64M")
    MemorySize bytesMax();

    /** How much WAL the window may make PostgreSQL keep. */
    @WithDefault("1G")
    MemorySize walMax();

    /**
     * How long one slow reader may keep changes from leaving the window, and so hold the relay
     * back, before it is told of a gap.
     */
    @WithDefault("30s")
    Duration stallMax();

    /** The same as a value. */
    default WindowLimits limits() {
        return new WindowLimits(
                ageMax(), bytesMax().asLongValue(), walMax().asLongValue(), stallMax());
    }
}
