package io.vintner.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.measure.Asked;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

    private static final String SOCKETS = "| 20 sockets, each its own filter and policy, ";
    private static final String OPAQUE = "| opaque policy, 10 subscribers, 5 users: ";

    static Stream<Arguments> measures() {
        return Stream.of(
                measure(
                        "filtered",
                        SOCKETS + "single-row transactions |",
                        SOCKETS + "20-row transactions |"),
                measure("steady", " changes/s, 500 deliveries;"),
                measure(
                        "opaque",
                        OPAQUE + "every user must be asked |",
                        OPAQUE + "the filter leaves one user |"),
                measure("fanout", " changes/s, 2,000 deliveries;"),
                measure("memory", "| memory of an idle joined connection, of 50 |"),
                measure(
                        "joins",
                        " distinct pre-signed ES256 tokens, first receipt stored |",
                        " joins/s; 40 joined; "),
                measure("resume", "| 50 resumed, 0 told to fetch; "));
    }

    private static Arguments measure(String name, String... lines) {
        return Arguments.of(name, List.of(lines));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("measures")
    void eachMeasureDeliversEveryRowAndHasItsLines(String measure, List<String> lines)
            throws Exception {
        // When: a row that is lost, repeated, out of order or somebody else's fails the measure
        String report = GatewayBench.measure(settings(measure));

        // Then
        assertThat(report).contains("PostgreSQL 18").contains(lines);
    }

    @Test
    void joinsAreAlsoMeasuredWithASharedSecretAndWithoutReceipts() throws Exception {
        // When
        String report =
                GatewayBench.measure(settings("joins", "--tokens", "hs256", "--receipts", "no"));

        // Then
        assertThat(report)
                .contains(" distinct pre-signed HS256 tokens, no receipts |")
                .contains(" joins/s; 40 joined; ");
    }

    @Test
    void theIndexIsMeasuredWithFewSubscriptionsAndWithMany() throws Exception {
        // When: compiled by the second compiler, which is through with it sooner
        String report = GatewayBench.measure(settings("match", "--gateway-options", "-Xmx512m"));

        // Then
        assertThat(report)
                .contains("| match cost per change, 1,000 equality subscriptions, keys at random |")
                .contains(
                        "| match cost per change, 5,000 equality subscriptions, keys at random |");
    }

    private static BenchSettings settings(String measure, String... more) {
        List<String> options = new ArrayList<>(SMALL);
        options.addAll(List.of("--measures", measure));
        options.addAll(List.of(more));
        return switch (BenchSettings.parse(HOME, options)) {
            case Asked.Run<BenchSettings>(BenchSettings settings) -> settings;
            case Asked.Refused<BenchSettings>(String reason) -> throw new AssertionError(reason);
        };
    }
}
