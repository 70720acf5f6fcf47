package io.vintner.trellis.upkeep;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The ticker. */
@ConfigMapping(prefix = "vintner.trellis.upkeep")
public interface UpkeepConfig {

    /** How often is looked. */
    @WithDefault("5s")
    Duration every();

    /**
     * How long no verdict is given after a start or an outage of the database, so that Tendrils can
     * say that they live: twice the lease.
     */
    @WithDefault("2m")
    Duration calm();

    /** How often is counted, at most, what the metrics tell of the database. */
    @WithDefault("5s")
    Duration countEvery();
}
