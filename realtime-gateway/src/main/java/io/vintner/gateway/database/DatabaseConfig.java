package io.vintner.gateway.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Secret;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Where PostgreSQL is, and as whom the gateway asks it. */
@ConfigMapping(prefix = "vintner.gateway.database")
public interface DatabaseConfig {

    /** {@code postgresql://host:port/database}, without a user. */
    @WithDefault("postgresql://127.0.0.1:54322/postgres")
    String url();

    /**
     * A role that may log in, is a NOINHERIT member of the roles that tokens name, and is neither
     * superuser nor has BYPASSRLS: with such a role the gateway refuses to work.
     */
    @WithDefault("vintner_gateway")
    String user();

    /** The password of {@link #user()}; absent for servers that ask for none. */
    Optional<Secret<String>> password();

    /** How long opening a connection may take. */
    @WithDefault("5s")
    Duration connectMax();
}
