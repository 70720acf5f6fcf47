package io.vintner.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.measure.Asked;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The whole benchmark with small loads. What it measures is not judged here. */
class RelayBenchIT {

    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

    @Test
    void everyContenderReadsEveryRowOfEveryLoadAndHasItsLines() throws Exception {
        // Given
        BenchSettings settings =
                settings(
                        List.of(
                                "--rows", "2000",
                                "--runs", "1",
                                "--heap-rows", "50000",
                                "--latency-seconds", "1"));

        // When: a row that is missing, repeated or out of order fails the measure
        String report = RelayBench.measure(settings);

        // Then
        for (ContenderName contender : ContenderName.values()) {
            assertThat(report)
                    .contains("| 10,000-row transactions | %s |".formatted(contender.title()))
                    .contains("| 1-row transactions | %s |".formatted(contender.title()));
        }
        assertThat(report)
                .contains("PostgreSQL 18")
                .contains("| rows/s of relay + reader ÷ pg_recvlogical, 10,000-row transactions |")
                .contains("| rows/s of relay + reader ÷ pg_recvlogical, 1-row transactions |")
                .contains("| rows/s of relay + reader ÷ Debezium, 1-row transactions |")
                .contains("| CPU of the relay ÷ bare pgjdbc loop, 1-row transactions |")
                .contains("| cores that the relay keeps busy, 1-row transactions |")
                .contains("| commit → event, p50 / p99, bare pgjdbc loop |")
                .contains("| commit → event, p50 / p99, relay + reader |")
                .contains("| heap of the relay in one transaction of 50,000 rows |");
    }

    private static BenchSettings settings(List<String> options) {
        return switch (BenchSettings.parse(HOME, options)) {
            case Asked.Run<BenchSettings>(BenchSettings settings) -> settings;
            case Asked.Refused<BenchSettings>(String reason) -> throw new AssertionError(reason);
        };
    }
}
