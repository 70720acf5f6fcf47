package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JoinRateTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void aSecondsWorthMayComeAtOnceAndIsRefilledEvenly() {
        // Given
        JoinRate rate = new JoinRate(10, 0);

        // When
        long atOnce = IntStream.range(0, 20).filter(_ -> rate.take(0)).count();
        long halfASecondLater = IntStream.range(0, 20).filter(_ -> rate.take(SECOND / 2)).count();
        long aDayLater = IntStream.range(0, 20).filter(_ -> rate.take(86_400 * SECOND)).count();

        // Then
        assertThat(atOnce).isEqualTo(10);
        assertThat(halfASecondLater).isEqualTo(5);
        assertThat(aDayLater).isEqualTo(10);
    }
}
