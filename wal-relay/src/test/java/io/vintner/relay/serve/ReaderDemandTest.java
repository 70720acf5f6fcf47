package io.vintner.relay.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReaderDemandTest {

    private static final long PAUSE_MAX = ReaderDemand.PAUSE_MAX.toMillis();

    private final ReaderDemand demand = new ReaderDemand();

    @Test
    void itLastsFromTheFirstRefusalAsLongAsReadersAskAgain() {
        // When
        demand.refused(1_000);
        demand.refused(1_000 + PAUSE_MAX);

        // Then
        assertThat(demand.lasting(2_000 + PAUSE_MAX))
                .isEqualTo(Duration.ofMillis(1_000 + PAUSE_MAX));
    }

    @Test
    void afterAPauseItBeginsAnew() {
        // Given
        demand.refused(1_000);

        // When
        Duration over = demand.lasting(1_001 + PAUSE_MAX);
        demand.refused(1_001 + PAUSE_MAX);

        // Then
        assertThat(over).isZero();
        assertThat(demand.lasting(1_011 + PAUSE_MAX)).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void whereNobodyHasAskedThereIsNone() {
        assertThat(demand.lasting(PAUSE_MAX)).isZero();
    }
}
