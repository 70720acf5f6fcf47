package io.vintner.relay.replication;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is read from the database's log, and when a link counts as dead. */
@ConfigMapping(prefix = "vintner.relay.replication")
public interface ReplicationConfig {

    /** The publication that names the tables. It belongs to the schema's owner. */
    @WithDefault("supabase_realtime")
    String publication();

    /**
     * A link on which nothing came for so long is dead. PostgreSQL is told the same for its side,
     * and pings after half of it.
     */
    @WithDefault("20s")
    Duration linkTimeout();

    /**
     * A standby takes the slot from a relay that has served no reader for so long, while readers
     * have been asking the standby. At least {@link #linkTimeout()}.
     */
    @WithDefault("30s")
    Duration takeoverAfter();
}
