package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryAdviceTest {

    private static final long HEAP = 256L << 20;

    @Test
    void itSaysWhatToSetAndHowToGoOnWithout() {
        // When
        String advice = MemoryAdvice.of(HEAP, "vintner_17");

        // Then
        assertThat(advice)
                .isEqualTo(
                        "the memory of this relay (256 MB) does not suffice for the row that"
                                + " PostgreSQL sends next; nothing is skipped, the slot is kept:"
                                + " start it with -Xmx512m or more, or accept a gap: select"
                                + " pg_drop_replication_slot('vintner_17')");
    }

    @Test
    void aSlotThatIsNotKnownIsNotNamed() {
        // When
        String advice = MemoryAdvice.of(HEAP, "");

        // Then
        assertThat(advice).endsWith("start it with -Xmx512m or more");
    }
}
