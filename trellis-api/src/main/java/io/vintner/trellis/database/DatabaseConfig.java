package io.vintner.trellis.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the API waits for PostgreSQL. */
@ConfigMapping(prefix = "vintner.trellis.database")
public interface DatabaseConfig {

    /** The address, as {@code postgresql://host:port/database}. */
    @WithDefault("postgresql://127.0.0.1:54322/postgres")
    String url();

    /** The role of the API. */
    @WithDefault("vintner_api")
    String user();

    /** Its password. */
    Secret password();

    /** Longest wait for one statement or for a free connection; then the call answers 503. */
    @WithDefault("10s")
    Duration waitMax();
}
