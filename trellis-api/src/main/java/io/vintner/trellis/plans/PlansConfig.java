package io.vintner.trellis.plans;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long plans are good for. */
@ConfigMapping(prefix = "vintner.trellis.plans")
public interface PlansConfig {

    /** How long after it was made a plan may be applied. */
    @WithDefault("24h")
    Duration life();

    /** How long its artefact is kept; at least its life. */
    @WithDefault("7d")
    Duration kept();
}
