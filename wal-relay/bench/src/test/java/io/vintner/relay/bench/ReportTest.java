package io.vintner.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

    private final Report report = new Report("a machine\n");

    @Test
    void comparesWithinARoundAndReportsTheMedianOfTheRounds() {
        // Given
        Map<ContenderName, List<Drained>> rounds = new EnumMap<>(ContenderName.class);
        rounds.put(ContenderName.RELAY, seconds(10.0, 5.0, 4.0));
        rounds.put(ContenderName.PG_RECVLOGICAL, seconds(10.0, 10.0, 3.0));

        // When
        report.add(new Throughput.Result(Workload.ONE_ROW, rounds));

        // Then: 1, 2 and 0.75; the medians of both would give 2
        assertThat(report.markdown())
                .contains(
                        "| rows/s of relay + reader ÷ pg_recvlogical, 1-row transactions | ≥ 0.95 |"
                                + " 1.00 |")
                .contains(
                        "| 1-row transactions | relay + reader | 200 | 100 to 250 | 3.00 | 1.00 |");
    }

    @Test
    void splitsTheHeapAtTheMiddleOfTheTransaction() {
        // Given
        List<HeapWatch.Sample> samples =
                List.of(
                        mebibytes(100, 40),
                        mebibytes(90, 41),
                        mebibytes(120, 39),
                        mebibytes(80, 40));

        // When
        report.add(new Drained(2_000, Duration.ofSeconds(2), null, null), samples);

        // Then
        assertThat(report.markdown())
                .contains(
                        "used at most 120 MB, in the first half 100, in the second 120; live at"
                                + " most 41 MB; all rows came, 1,000 rows/s");
    }

    private static List<Drained> seconds(double... elapsed) {
        return Arrays.stream(elapsed)
                .mapToObj(each ->
                        new Drained(
                                1_000,
                                Duration.ofMillis((long) (each * 1_000)),
                                Duration.ofMillis(3),
                                Duration.ofMillis(1)))
                .toList();
    }

    private static HeapWatch.Sample mebibytes(int used, int live) {
        return new HeapWatch.Sample(used * 1048576.0, live * 1048576.0, 1);
    }
}
