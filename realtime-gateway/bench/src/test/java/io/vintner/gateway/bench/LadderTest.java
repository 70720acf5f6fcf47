package io.vintner.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.bench.BenchSettings.Rates;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LadderTest {

    private static final Cores NONE = new Cores(0, 0, 0, 0, 0);

    private final List<Integer> tried = new ArrayList<>();

    /** A gateway that keeps up until that rate, and whose p99 is a millisecond for each 100/s. */
    private Ladder ladder(int ceiling) {
        return new Ladder(
                "a test",
                rate -> {
                    tried.add(rate);
                    long late = rate > ceiling ? 5_000_000 : 1_000;
                    return new Delivered(
                            new Written(rate, 1, 1),
                            1,
                            1_000,
                            rate * 10L,
                            1,
                            1_000,
                            late,
                            new Delivered.Beside(NONE, "0"));
                });
    }

    @Test
    void doublesTheRateUntilItIsNotHeldAndThenHalvesTheStep() throws Exception {
        // Given
        Ladder ladder = ladder(1_700);

        // When
        ladder.climb(new Rates(500, 64_000));

        // Then: the first run is for warmth
        assertThat(tried).containsExactly(500, 500, 1_000, 2_000, 1_500, 1_750, 1_625);
        assertThat(ladder.highest().orElseThrow().perSecond()).isEqualTo(1_625);
    }

    @Test
    void goesDownIfTheFirstRateIsNotHeld() throws Exception {
        // Given
        Ladder ladder = ladder(130);

        // When
        ladder.climb(new Rates(500, 64_000));

        // Then
        assertThat(ladder.highest().orElseThrow().perSecond()).isEqualTo(125);
    }

    @Test
    void triesNoRateBeyondTheHighest() throws Exception {
        // Given
        Ladder ladder = ladder(1_000_000);

        // When
        ladder.climb(new Rates(500, 1_000));

        // Then
        assertThat(tried).containsExactly(500, 500, 1_000);
    }

    @Test
    void tellsTheHighestRateOfThoseThatWerePrompt() throws Exception {
        // Given
        Ladder ladder = ladder(4_000);

        // When
        ladder.climb(new Rates(500, 4_000));

        // Then
        assertThat(ladder.best(20_000).orElseThrow().perSecond()).isEqualTo(2_000);
    }

    @Test
    void aRateIsNotHeldIfItWasNotWritten() {
        // Given
        Delivered slow =
                new Delivered(
                        new Written(900, 1, 1), 1, 1, 1, 1, 1, 1, new Delivered.Beside(NONE, "0"));

        // When, Then
        assertThat(slow.held(1_000)).isFalse();
        assertThat(slow.held(900)).isTrue();
    }
}
