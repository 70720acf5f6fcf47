package io.vintner.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the gateway runs and listens. */
@ConfigMapping(prefix = "vintner.gateway")
public interface GatewayConfig {

    /** {@code local} or {@code production}; follows {@code vintner.profile}. */
    @WithDefault("production")
    Profile profile();

    /** The address to listen on; in the local profile a loopback address. */
    @WithDefault("127.0.0.1")
    String host();

    /** The port to listen on. */
    @WithDefault("4000")
    int port();
}
