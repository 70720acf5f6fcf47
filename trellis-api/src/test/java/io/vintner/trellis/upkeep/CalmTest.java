package io.vintner.trellis.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

class CalmTest {

    private static final OffsetDateTime START = OffsetDateTime.parse("2026-11-22T12:00:00Z");
    private static final OffsetDateTime LONG_AGO = START.minusDays(1);

    private final Calm calm = new Calm(Duration.ofMinutes(2));

    @Test
    void noVerdictIsGivenForAWhileAfterAStart() {
        assertThat(calm.isOver(START, LONG_AGO)).isFalse();
        assertThat(calm.isOver(START.plusSeconds(119), LONG_AGO)).isFalse();
        assertThat(calm.isOver(START.plusSeconds(120), LONG_AGO)).isTrue();
    }

    @Test
    void anOutageStartsTheWhileAgain() {
        // Given
        calm.isOver(START, LONG_AGO);
        calm.outage();

        // When
        boolean first = calm.isOver(START.plusSeconds(300), LONG_AGO);

        // Then
        assertThat(first).isFalse();
        assertThat(calm.isOver(START.plusSeconds(419), LONG_AGO)).isFalse();
        assertThat(calm.isOver(START.plusSeconds(420), LONG_AGO)).isTrue();
    }

    @Test
    void aRestartOfTheDatabaseThatNoTickSawStartsItToo() {
        // Given
        calm.isOver(START, LONG_AGO);
        calm.isOver(START.plusSeconds(200), LONG_AGO);

        // Then
        assertThat(calm.isOver(START.plusSeconds(205), START.plusSeconds(202))).isFalse();
        assertThat(calm.isOver(START.plusSeconds(322), START.plusSeconds(202))).isTrue();
    }
}
