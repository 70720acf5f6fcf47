package io.vintner.relay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the relay listens. */
@ConfigMapping(prefix = "vintner.relay")
public interface RelayConfig {

    /** The address to bind; any but loopback needs TLS. */
    @WithDefault("127.0.0.1")
    String host();

    @WithDefault("4001")
    int port();
}
