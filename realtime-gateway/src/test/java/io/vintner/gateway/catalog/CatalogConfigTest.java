package io.vintner.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.gateway.database.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogConfigTest {

    @Test
    void defaultsNoticeAChangeWithinTwoSeconds() {
        // Given, When
        CatalogConfig config = TestDatabase.config(CatalogConfig.class, Map.of());

        // Then
        assertThat(config.publication()).isEqualTo("supabase_realtime");
        assertThat(config.pollInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.readMax()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.firstMax()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void everyKeyCanBeSet() {
        // Given, When
        CatalogConfig config =
                TestDatabase.config(
                        CatalogConfig.class,
                        Map.of(
                                "vintner.gateway.catalog.publication", "mine",
                                "vintner.gateway.catalog.poll-interval", "100ms",
                                "vintner.gateway.catalog.read-max", "2s",
                                "vintner.gateway.catalog.first-max", "3s"));

        // Then
        assertThat(config.publication()).isEqualTo("mine");
        assertThat(config.pollInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(config.readMax()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.firstMax()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void anIntervalThatIsNoneIsRefused() {
        // Given
        Map<String, String> keys = Map.of("vintner.gateway.catalog.poll-interval", "often");

        // When, Then
        assertThatThrownBy(() -> TestDatabase.config(CatalogConfig.class, keys))
                .hasMessageContaining("vintner.gateway.catalog.poll-interval");
    }
}
