package io.vintner.trellis.tendrils;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The pulse of Tendrils. */
@ConfigMapping(prefix = "vintner.trellis.tendrils")
public interface TendrilsConfig {

    /** How often a Tendril is asked to beat. */
    @WithDefault("10s")
    Duration heartbeatEvery();

    /** Silence after which a Tendril is OFFLINE. */
    @WithDefault("60s")
    Duration offlineAfter();

    /** How often, at most, a heartbeat alone changes the published row. */
    @WithDefault("30s")
    Duration lastHeartbeatEvery();

    /** How long a Tendril's tokens stay valid after it got a new one. */
    @WithDefault("1h")
    Duration tokenOverlap();

    /** How long a registration token may be used. */
    @WithDefault("1h")
    Duration registrationTokenLife();
}
