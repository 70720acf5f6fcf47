package io.vintner.relay.replication;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Secret;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which database is relayed, and as whom. */
@ConfigMapping(prefix = "vintner.relay.database")
public interface DatabaseConfig {

    /** {@code jdbc:postgresql://host:port/database}, with the driver's TLS parameters if wanted. */
    String url();

    /** A role with LOGIN and REPLICATION; it needs nothing else. */
    @WithDefault("vintner_relay")
    String user();

    Secret<String> password();

    /** How long opening a connection may take. */
    @WithDefault("5s")
    Duration connectTimeout();
}
