package io.vintner.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    @ParameterizedTest
    @CsvSource({"1, 25, 50", "2, 50, 100", "5, 400, 800", "8, 1000, 2000", "1000000, 1000, 2000"})
    void waitsDoubleUpToACeilingWithinABand(int failures, long least, long most) {
        // Given
        RetryPolicy policy =
                new RetryPolicy(
                        Duration.ofMillis(50),
                        Duration.ofSeconds(2),
                        RandomGenerator.of("L64X128MixRandom"));

        // Then
        for (int draw = 0; draw < 100; draw++) {
            assertThat(policy.delay(failures))
                    .isBetween(Duration.ofMillis(least), Duration.ofMillis(most));
        }
    }

    @Test
    void twoGatewaysDoNotWaitAlike() {
        RetryPolicy policy =
                new RetryPolicy(
                        Duration.ofSeconds(1), Duration.ofSeconds(2), RandomGenerator.getDefault());
        assertThat(policy.delay(1)).isNotEqualTo(policy.delay(1));
    }
}
