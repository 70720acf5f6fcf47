package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    private final RetryPolicy policy =
            new RetryPolicy(Duration.ofMillis(50), Duration.ofSeconds(1));

    @ParameterizedTest
    @CsvSource({
        "1,    37,   63",
        "2,    75,  125",
        "5,   600, 1000",
        "6,   750, 1250",
        "999, 750, 1250",
    })
    void theDelayDoublesUpToTheCeilingWithAQuarterOfChance(int failures, long least, long most) {
        RandomGenerator chance = RandomGenerator.of("L64X128MixRandom");
        for (int time = 0; time < 100; time++) {
            assertThat(policy.delay(failures, chance).toMillis()).isBetween(least, most);
        }
    }
}
