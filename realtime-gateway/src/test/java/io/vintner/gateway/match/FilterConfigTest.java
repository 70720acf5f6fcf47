package io.vintner.gateway.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.database.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilterConfigTest {

    @Test
    void filtersHaveDefaultsAndCanBeSet() {
        // Given, When
        FilterConfig byDefault = TestDatabase.config(FilterConfig.class, Map.of());
        FilterConfig set =
                TestDatabase.config(
                        FilterConfig.class,
                        Map.of(
                                "vintner.gateway.filter.statement-max", "1s",
                                "vintner.gateway.filter.deadline", "2s",
                                "vintner.gateway.filter.retry-interval", "10ms",
                                "vintner.gateway.filter.pairs-max", "7",
                                "vintner.gateway.filter.slow-max", "8"));

        // Then
        assertThat(byDefault.statementMax()).isEqualTo(Duration.ofMillis(500));
        assertThat(byDefault.deadline()).isEqualTo(Duration.ofSeconds(5));
        assertThat(byDefault.retryInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(byDefault.pairsMax()).isEqualTo(1_000);
        assertThat(byDefault.slowMax()).isEqualTo(10_000);
        assertThat(set.statementMax()).isEqualTo(Duration.ofSeconds(1));
        assertThat(set.deadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(set.retryInterval()).isEqualTo(Duration.ofMillis(10));
        assertThat(set.pairsMax()).isEqualTo(7);
        assertThat(set.slowMax()).isEqualTo(8);
    }

    @Test
    void truncationsAreToldOnRequestOnly() {
        // Given, When
        ChangesConfig byDefault = TestDatabase.config(ChangesConfig.class, Map.of());
        ChangesConfig set =
                TestDatabase.config(
                        ChangesConfig.class,
                        Map.of("vintner.gateway.changes.truncate-events", "true"));

        // Then
        assertThat(byDefault.truncateEvents()).isFalse();
        assertThat(set.truncateEvents()).isTrue();
    }
}
