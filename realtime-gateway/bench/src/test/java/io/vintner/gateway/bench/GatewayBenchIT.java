package io.vintner.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.bench.BenchSettings.Asked;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each measure with few clients. What it measures is not judged here. */
class GatewayBenchIT {

    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
    private static final List<String> SMALL =
            List.of(
                    "--sockets", "20",
                    "--seconds", "1",
                    "--rate-first", "40",
                    "--rate-max", "40",
                    "--subscribers", "10",
                    "--users", "5",
                    "--idle", "50",
                    "--joins", "40",
                    "--subscriptions", "5000");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "filtered, '| 20 sockets, each its own filter and policy, single-row transactions |'",
        "filtered, '| 20 sockets, each its own filter and policy, 20-row transactions |'",
        "steady, ' changes/s, 500 deliveries;'",
        "opaque, '| opaque policy, 10 subscribers, 5 users: every user must be asked |'",
        "opaque, '| opaque policy, 10 subscribers, 5 users: the filter leaves one user |'",
        "fanout, ' changes/s, 2,000 deliveries;'",
        "memory, '| memory of an idle joined connection, of 50 |'",
        "joins, ' joins/s; 40 joined; '",
    })
    void eachMeasureDeliversEveryRowAndHasItsLine(String measure, String line) throws Exception {
        // When: a row that is lost, repeated, out of order or somebody else's fails the measure
        String report = GatewayBench.measure(settings(measure));

        // Then
        assertThat(report).contains("PostgreSQL 18").contains(line);
    }

    @Test
    void theIndexIsMeasuredWithFewSubscriptionsAndWithMany() throws Exception {
        // When
        String report = GatewayBench.measure(settings("match"));

        // Then
        assertThat(report)
                .contains("| match cost per change, 1,000 equality subscriptions, keys at random |")
                .contains(
                        "| match cost per change, 5,000 equality subscriptions, keys at random |");
    }

    private static BenchSettings settings(String measure) {
        List<String> options = new ArrayList<>(SMALL);
        options.addAll(List.of("--measures", measure));
        return switch (BenchSettings.parse(HOME, options)) {
            case Asked.Run(BenchSettings settings) -> settings;
            case Asked.Refused(String reason) -> throw new AssertionError(reason);
        };
    }
}
