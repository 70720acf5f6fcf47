package io.vintner.relay.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ReplicationConfigTest {

    private static final Map<String, String> DATABASE =
            Map.of(
                    "vintner.relay.database.url", "jdbc:postgresql://db/postgres",
                    "vintner.relay.database.password", "p");

    @Test
    void defaults() {
        // When
        DatabaseConfig database = config(DATABASE).getConfigMapping(DatabaseConfig.class);
        ReplicationConfig replication = config(DATABASE).getConfigMapping(ReplicationConfig.class);

        // Then
        assertThat(database.user()).isEqualTo("vintner_relay");
        assertThat(database.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(replication.publication()).isEqualTo("supabase_realtime");
        assertThat(replication.linkTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(replication.takeoverAfter()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void allSet() {
        // Given
        SmallRyeConfig config =
                config(
                        Map.of(
                                "vintner.relay.database.url", "jdbc:postgresql://db/other",
                                "vintner.relay.database.user", "u",
                                "vintner.relay.database.password", "p",
                                "vintner.relay.database.connect-timeout", "1s",
                                "vintner.relay.replication.publication", "mine",
                                "vintner.relay.replication.link-timeout", "7s",
                                "vintner.relay.replication.takeover-after", "8s"));

        // When
        DatabaseConfig database = config.getConfigMapping(DatabaseConfig.class);
        ReplicationConfig replication = config.getConfigMapping(ReplicationConfig.class);

        // Then
        assertThat(database.url()).isEqualTo("jdbc:postgresql://db/other");
        assertThat(database.user()).isEqualTo("u");
        assertThat(database.password().get()).isEqualTo("p");
        assertThat(database.password().toString()).doesNotContain("p=");
        assertThat(database.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(replication.publication()).isEqualTo("mine");
        assertThat(replication.linkTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(replication.takeoverAfter()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void anAddressIsRequired() {
        assertThatThrownBy(() -> config(Map.of("vintner.relay.database.password", "p")))
                .satisfiesAnyOf(
                        refused -> assertThat(refused).isInstanceOf(NoSuchElementException.class),
                        refused -> assertThat(refused).hasMessageContaining("database.url"));
    }

    private static SmallRyeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(DatabaseConfig.class)
                .withMapping(ReplicationConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValues(settings)
                .build();
    }
}
