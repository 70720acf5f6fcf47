package io.vintner.faults.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.bench.BenchSettings.Measure;
import io.vintner.measure.Asked;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchSettingsTest {

    private static final Path HOME = Path.of(".");

    @Test
    void withoutOptionsEverythingIsMeasuredAsTheDesignAsks() {
        // When
        Asked<BenchSettings> asked = BenchSettings.parse(HOME, List.of());

        // Then
        assertThat(asked).isInstanceOf(Asked.Run.class);
        BenchSettings settings = ((Asked.Run<BenchSettings>) asked).settings();
        assertThat(settings.measures()).containsExactlyInAnyOrder(Measure.values());
        assertThat(settings.megabytes()).isEqualTo(100);
        assertThat(settings.rounds()).isEqualTo(10);
        assertThat(settings.concurrent()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource({
        "--speed,    9,    there is no option --speed",
        "--jobs,     none, a value is not understood: none",
        "--measures, all,  a value is not understood: all",
    })
    void whatIsNotUnderstoodIsRefusedWithASentence(String option, String value, String reason) {
        // When
        Asked<BenchSettings> asked = BenchSettings.parse(HOME, List.of(option, value));

        // Then
        assertThat(asked).isEqualTo(new Asked.Refused<>(reason));
    }
}
