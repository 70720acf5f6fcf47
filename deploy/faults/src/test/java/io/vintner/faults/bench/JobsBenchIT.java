package io.vintner.faults.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.measure.Asked;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every measure, small. What it measures is not judged here; that nothing was lost, is. */
class JobsBenchIT {

    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

    @Test
    void everyMeasureHasItsLines() throws Exception {
        // Given
        List<String> small =
                List.of(
                        "--jobs", "2",
                        "--lines", "10",
                        "--appends", "5",
                        "--megabytes", "2",
                        "--rounds", "1",
                        "--concurrent", "8",
                        "--seconds", "6");
        Asked<BenchSettings> asked = BenchSettings.parse(HOME, small);

        // When
        String report = JobsBench.measure(((Asked.Run<BenchSettings>) asked).settings());

        // Then
        System.out.print(report);
        assertThat(report)
                .contains("| queued → PROCESSING, one job after the other, idle agent |")
                .contains("| append of 64 KiB, one at a time |")
                .contains("| Terraform's line → client of the gateway, one job |")
                .contains("| 2 MB of output in one job, as fast as it can be printed |")
                .contains("medians of 1 alternating rounds |")
                .contains("| 8 jobs at a time, each 10 KB/s for 6 s |")
                .contains("| Terraform's line → client of the gateway, meanwhile (");
    }
}
