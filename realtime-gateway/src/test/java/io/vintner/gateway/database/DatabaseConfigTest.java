package io.vintner.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.Secret;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseConfigTest {

    @Test
    void defaultsAreThoseOfTheLocalStack() {
        // Given, When
        DatabaseConfig config = TestDatabase.config(DatabaseConfig.class, Map.of());

        // Then
        assertThat(config.url()).isEqualTo("postgresql://127.0.0.1:54322/postgres");
        assertThat(config.user()).isEqualTo("vintner_gateway");
        assertThat(config.password().map(Secret::get)).isEmpty();
        assertThat(config.connectMax()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void everyKeyCanBeSetAndThePasswordIsNotPrinted() {
        // Given, When
        DatabaseConfig config =
                TestDatabase.config(
                        DatabaseConfig.class,
                        Map.of(
                                "vintner.gateway.database.url", "postgresql://db:5432/x",
                                "vintner.gateway.database.user", "u",
                                "vintner.gateway.database.password", "hidden",
                                "vintner.gateway.database.connect-max", "1s"));

        // Then
        assertThat(config.url()).isEqualTo("postgresql://db:5432/x");
        assertThat(config.user()).isEqualTo("u");
        assertThat(config.password().orElseThrow().get()).isEqualTo("hidden");
        assertThat(config.password().toString()).doesNotContain("hidden");
        assertThat(config.connectMax()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aDurationThatIsNoneIsRefused() {
        // Given
        Map<String, String> keys = Map.of("vintner.gateway.database.connect-max", "soon");

        // When, Then
        assertThatThrownBy(() -> TestDatabase.config(DatabaseConfig.class, keys))
                .hasMessageContaining("vintner.gateway.database.connect-max");
    }
}
