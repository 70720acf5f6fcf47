package io.vintner.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.bench.BenchSettings.Algorithm;
import io.vintner.gateway.bench.BenchSettings.Measure;
import io.vintner.gateway.bench.BenchSettings.Rates;
import io.vintner.gateway.bench.BenchSettings.Receipts;
import io.vintner.gateway.bench.BenchSettings.Tokens;
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
                                        Tokens.USUAL,
                                        Receipts.USUAL,
                                        List.of(
                                                "-Xmx512m",
                                                "-XX:+UseSerialGC",
                                                "-XX:TieredStopAtLevel=1"),
                                        List.of("-Xmx256m"))));
    }

    @Test
    void joinsAreMeasuredWithSignaturesOfKeyPairsAndWithReceiptsUnlessToldOtherwise() {
        // When
        BenchSettings usual = parsed();
        BenchSettings light = parsed("--tokens", "hs256", "--receipts", "no");
        BenchSettings heavy = parsed("--tokens", "es256", "--receipts", "yes");

        // Then
        for (Measure measure : Measure.values()) {
            boolean joins = measure == Measure.JOINS;
            assertThat(usual.algorithm(measure))
                    .isEqualTo(joins ? Algorithm.ES256 : Algorithm.HS256);
            assertThat(usual.hasReceipts(measure)).isEqualTo(joins);
            assertThat(light.algorithm(measure)).isEqualTo(Algorithm.HS256);
            assertThat(light.hasReceipts(measure)).isFalse();
            assertThat(heavy.algorithm(measure)).isEqualTo(Algorithm.ES256);
            assertThat(heavy.hasReceipts(measure)).isTrue();
        }
    }

    private static BenchSettings parsed(String... arguments) {
        return switch (BenchSettings.parse(HOME, List.of(arguments))) {
            case Asked.Run<BenchSettings>(BenchSettings settings) -> settings;
            case Asked.Refused<BenchSettings>(String reason) -> throw new AssertionError(reason);
        };
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
