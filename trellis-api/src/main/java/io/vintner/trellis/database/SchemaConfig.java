package io.vintner.trellis.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the schema is brought up to date. */
@ConfigMapping(prefix = "vintner.trellis.schema")
public interface SchemaConfig {

    /** JDBC address of the same database. */
    @WithDefault("jdbc:${vintner.trellis.database.url:postgresql://127.0.0.1:54322/postgres}")
    String url();

    /** The role that owns the schema and the publication. */
    @WithDefault("vintner_owner")
    String user();

    /** Its password. */
    Secret password();

    /** Pause before PostgreSQL is tried again at start. */
    @WithDefault("1s")
    Duration retryEvery();

    /** How long the start waits for the schema before calls are taken, and refused until then. */
    @WithDefault("10s")
    Duration startWaitMax();
}
