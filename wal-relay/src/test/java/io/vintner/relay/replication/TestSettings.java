package io.vintner.relay.replication;

import io.smallrye.config.Secret;
import io.vintner.postgres.LocalPostgres;
import java.time.Duration;
import java.time.InstantSource;

/** How a test lets the relay's own classes connect. */
record TestSettings(String url, String user, String word) implements DatabaseConfig {

    static final String PUBLICATION = "supabase_realtime";

    static RelayDatabase database(LocalPostgres postgres) {
        return new TestSettings(postgres.jdbcUrl(), "vintner_relay", "vintner_relay").database();
    }

    RelayDatabase database() {
        return new RelayDatabase(this, new Replication(), InstantSource.system());
    }

    @Override
    public Secret<String> password() {
        return () -> word;
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofSeconds(20);
    }

    private record Replication() implements ReplicationConfig {

        @Override
        public String publication() {
            return PUBLICATION;
        }

        @Override
        public Duration linkTimeout() {
            return Duration.ofSeconds(20);
        }

        @Override
        public Duration takeoverAfter() {
            return Duration.ofSeconds(30);
        }
    }
}
