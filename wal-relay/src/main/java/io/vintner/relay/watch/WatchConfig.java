package io.vintner.relay.watch;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the database is watched. */
@ConfigMapping(prefix = "vintner.relay.watch")
public interface WatchConfig {

    /** How often the slot is looked at; more than nothing. */
    @WithDefault("5s")
    Duration interval();

    /** How often the database's set-up is looked at. */
    @WithDefault("1m")
    Duration checksInterval();

    /**
     * How much WAL the slot may keep where PostgreSQL has no limit of its own ({@code
     * max_slot_wal_keep_size = -1}); alarms and what is given up follow from it.
     */
    @WithDefault("4G")
    MemorySize walAlarm();

    /** For how long the relay may be behind its database before that is an alarm. */
    @WithDefault("1m")
    Duration lagAlarm();

    /**
     * The same as a value.
     *
     * @throws IllegalArgumentException naming the setting that cannot be
     */
    default WatchLimits limits() {
        return new WatchLimits(interval(), checksInterval(), walAlarm().asLongValue(), lagAlarm());
    }
}
