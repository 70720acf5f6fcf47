package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadCoalescingTest {

    private final ReadCoalescing coalescing = new ReadCoalescing();

    @Test
    void oneFrameInEightIsTimed() {
        // When
        long timed = IntStream.range(0, 800).filter(_ -> coalescing.isTimed()).count();

        // Then
        assertThat(timed).isEqualTo(100);
    }

    @ParameterizedTest(name = "{0} µs since the last timing, {1} µs of waiting: {2}")
    @CsvSource({
        "  100,  30, true",
        "  799,  30, true",
        "  800,  30, false",
        "10000, 900, false",
        "  100,  20, false",
        "  100,   0, false",
    })
    void aBusyStreamWhoseReaderIsAheadIsLeftAlone(
            long sinceMicros, long waitedMicros, boolean rest) {
        // Given
        long before = 1_000_000_000;
        coalescing.isRestDue(before, before);
        long came = before + 1_000 * sinceMicros;

        // When
        boolean due = coalescing.isRestDue(came - 1_000 * waitedMicros, came);

        // Then
        assertThat(due).isEqualTo(rest);
    }
}
