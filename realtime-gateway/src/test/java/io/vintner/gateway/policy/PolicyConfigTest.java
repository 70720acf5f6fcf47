package io.vintner.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.gateway.database.TestDatabase;
import io.vintner.gateway.policy.PolicyConfig.UnjudgedDeletes;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyConfigTest {

    @Test
    void defaultsAreUpstreamsForDeletes() {
        // Given, When
        PolicyConfig config = TestDatabase.config(PolicyConfig.class, Map.of());

        // Then
        assertThat(config.unjudgedDeletes()).isEqualTo(UnjudgedDeletes.KEY);
        assertThat(config.statementMax()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.deadline()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.retryInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.rowsMax()).isEqualTo(500);
    }

    @Test
    void everyKeyCanBeSet() {
        // Given, When
        PolicyConfig config =
                TestDatabase.config(
                        PolicyConfig.class,
                        Map.of(
                                "vintner.gateway.policy.unjudged-deletes", "none",
                                "vintner.gateway.policy.statement-max", "1s",
                                "vintner.gateway.policy.deadline", "2s",
                                "vintner.gateway.policy.retry-interval", "10ms",
                                "vintner.gateway.policy.rows-max", "7"));

        // Then
        assertThat(config.unjudgedDeletes()).isEqualTo(UnjudgedDeletes.NONE);
        assertThat(config.statementMax()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.deadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.retryInterval()).isEqualTo(Duration.ofMillis(10));
        assertThat(config.rowsMax()).isEqualTo(7);
    }

    @Test
    void anUnknownWayWithDeletesIsRefused() {
        // Given
        Map<String, String> keys = Map.of("vintner.gateway.policy.unjudged-deletes", "all");

        // When, Then
        assertThatThrownBy(() -> TestDatabase.config(PolicyConfig.class, keys))
                .hasMessageContaining("vintner.gateway.policy.unjudged-deletes");
    }
}
