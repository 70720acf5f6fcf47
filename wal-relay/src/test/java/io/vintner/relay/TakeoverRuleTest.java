package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.relay.replication.SlotHolder;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TakeoverRuleTest {

    private static final Duration AFTER = Duration.ofSeconds(30);
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private final TakeoverRule rule = new TakeoverRule(AFTER);

    @Test
    void aHolderWithoutReadersIsEndedWhenReadersHaveAskedHereForSoLong() {
        // When
        boolean atOnce = rule.isDue(holder(1, 0), AFTER, START);
        boolean early = rule.isDue(holder(1, 0), AFTER, START.plusSeconds(29));
        boolean inTime = rule.isDue(holder(1, 0), AFTER, START.plusSeconds(30));

        // Then
        assertThat(atOnce).isFalse();
        assertThat(early).isFalse();
        assertThat(inTime).isTrue();
    }

    @Test
    void aHolderThatNobodyMissesIsLeftAlone() {
        // Given
        rule.isDue(holder(1, 0), Duration.ZERO, START);

        // Then
        assertThat(rule.isDue(holder(1, 0), AFTER.minusMillis(1), START.plusSeconds(99))).isFalse();
    }

    @Test
    void aHolderThatServesSomebodyIsLeftAloneAndItsTimeBeginsAnew() {
        // Given
        rule.isDue(holder(1, 0), AFTER, START);

        // When
        boolean serving = rule.isDue(holder(1, 1), AFTER, START.plusSeconds(40));
        boolean justIdle = rule.isDue(holder(1, 0), AFTER, START.plusSeconds(41));

        // Then
        assertThat(serving).isFalse();
        assertThat(justIdle).isFalse();
        assertThat(rule.isDue(holder(1, 0), AFTER, START.plusSeconds(71))).isTrue();
    }

    @Test
    void aHolderThatIsNoRelayIsLeftAlone() {
        // Given
        SlotHolder stranger = new SlotHolder(1, null, START, OptionalInt.empty(), false);
        rule.isDue(stranger, AFTER, START);

        // Then
        assertThat(rule.isDue(stranger, AFTER, START.plusSeconds(99))).isFalse();
    }

    @Test
    void anotherHolderHasItsOwnTime() {
        // Given
        rule.isDue(holder(1, 0), AFTER, START);

        // Then
        assertThat(rule.isDue(holder(2, 0), AFTER, START.plusSeconds(30))).isFalse();
    }

    private static SlotHolder holder(int pid, int readers) {
        return new SlotHolder(pid, "10.0.0.1", START, OptionalInt.of(readers), false);
    }
}
