package io.vintner.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.measure.Asked;
import io.vintner.relay.bench.BenchSettings.Measure;
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
                                        1_000_000,
                                        5,
                                        10_000_000,
                                        30,
                                        Set.of(Measure.values()),
                                        Set.of(ContenderName.values()),
                                        List.of("-Xmx256m"))));
    }

    @Test
    void takesEachOptionInAnyOrder() {
        // When
        Asked<BenchSettings> asked =
                BenchSettings.parse(
                        HOME,
                        List.of(
                                "--measures", "heap,latency",
                                "--runs", "2",
                                "--rows", "3",
                                "--latency-seconds", "4",
                                "--heap-rows", "5",
                                "--relay-options", "-Xmx1g -XX:+UseParallelGC",
                                "--contenders", "relay"));

        // Then
        assertThat(asked)
                .isEqualTo(
                        new Asked.Run<>(
                                new BenchSettings(
                                        HOME,
                                        3,
                                        2,
                                        5,
                                        4,
                                        Set.of(Measure.HEAP, Measure.LATENCY),
                                        Set.of(ContenderName.RELAY),
                                        List.of("-Xmx1g", "-XX:+UseParallelGC"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--rows 0",
                "--rows many",
                "--rows",
                "--speed 3",
                "--measures beauty",
                "--contenders kafka"
            })
    void refusesWhatItDoesNotUnderstand(String line) {
        // When
        Asked<BenchSettings> asked = BenchSettings.parse(HOME, List.of(line.split(" ")));

        // Then
        assertThat(asked).isInstanceOf(Asked.Refused.class);
    }
}
