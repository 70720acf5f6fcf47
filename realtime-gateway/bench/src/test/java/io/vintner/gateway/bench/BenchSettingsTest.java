package io.vintner.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.bench.BenchSettings.Algorithm;
import io.vintner.gateway.bench.BenchSettings.Measure;
import io.vintner.gateway.bench.BenchSettings.Rates;
import io.vintner.measure.Asked;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchSettingsTest {

    private static final Path HOME = Path.of("home");

    @Test
    void measuresEverythingUnlessToldOtherwise() {
        // When
        Asked<BenchSettings> asked = BenchSettings.parse(HOME, List.of());

        // Then
        assertThat(asked)
                .isEqualTo(
                        new Asked.Run<>(
                                new BenchSettings(
                                        HOME,
                                        Set.of(Measure.values()),
                                        1_000,
                                        10,
                                        new Rates(500, 64_000),
                                        500,
                                        50,
                                        5_000,
                                        20_000,
                                        1_000_000,
                                        Algorithm.HS256,
                                        false,
                                        List.of(
                                                "-Xmx512m",
                                                "-XX:+UseSerialGC",
                                                "-XX:TieredStopAtLevel=1"),
                                        List.of("-Xmx256m"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--sockets 0",
                "--sockets 15",
                "--sockets",
                "--speed 3",
                "--measures beauty",
                "--subscribers 7",
                "--joins 1001",
                "--tokens none",
                "--receipts perhaps"
            })
    void refusesWhatItDoesNotUnderstand(String line) {
        // When
        Asked<BenchSettings> asked = BenchSettings.parse(HOME, List.of(line.split(" ")));

        // Then
        assertThat(asked).isInstanceOf(Asked.Refused.class);
    }
}
