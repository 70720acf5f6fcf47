package io.vintner.gateway.catalog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the gateway keeps up with what PostgreSQL declares. */
@ConfigMapping(prefix = "vintner.gateway.catalog")
public interface CatalogConfig {

    /** The publication whose tables can be subscribed to. */
    @WithDefault("supabase_realtime")
    String publication();

    /** How often PostgreSQL is asked whether tables, policies or privileges have changed. */
    @WithDefault("1s")
    Duration pollInterval();

    /** How long one reading may take. */
    @WithDefault("10s")
    Duration readMax();

    /** How long a subscription waits for the first snapshot when PostgreSQL is away. */
    @WithDefault("5s")
    Duration firstMax();
}
