package io.vintner.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    private final RetryPolicy policy =
            new RetryPolicy(
                    Duration.ofMillis(500), Duration.ofSeconds(3), 5, Duration.ofMinutes(1));

    @ParameterizedTest(name = "after {0} deaths: {1} ms")
    @CsvSource({"1, 500", "2, 1000", "3, 2000", "4, 3000", "5, 3000", "1000, 3000"})
    void waitsTwiceAsLongEachTimeUpToTheCeiling(int deaths, long millis) {
        assertThat(policy.delay(deaths)).hasMillis(millis);
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        assertThat(policy.allows(5)).isTrue();
        assertThat(policy.allows(6)).isFalse();
    }

    @Test
    void refusesAFirstDelayAboveTheCeiling() {
        assertThatThrownBy(() ->
                        new RetryPolicy(
                                Duration.ofSeconds(2), Duration.ofSeconds(1), 1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
