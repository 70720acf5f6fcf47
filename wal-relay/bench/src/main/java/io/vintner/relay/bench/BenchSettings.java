package io.vintner.relay.bench;

import io.vintner.measure.Asked;
import io.vintner.measure.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to measure.
 *
 * @param home the project's folder, where the built relay is
 * @param rows of each load of the throughput
 * @param runs of each contender over each workload, besides the one that warms it
 * @param heapRows of the one transaction during which the relay's heap is watched
 * @param latencySeconds for which single rows are committed
 * @param relayOptions of the relay's JVM
 */
record BenchSettings(
        Path home,
        long rows,
        int runs,
        long heapRows,
        int latencySeconds,
        Set<Measure> measures,
        Set<ContenderName> contenders,
        List<String> relayOptions) {

    static final String USAGE =
            """
            ./vintner bench relay [--rows N] [--runs N] [--heap-rows N] [--latency-seconds N]
              [--measures throughput,latency,heap] [--contenders pg_recvlogical,relay,bare,debezium]
              [--relay-options "-Xmx256m …"]
            """;

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "--rows", "1000000",
                    "--runs", "5",
                    "--heap-rows", "10000000",
                    "--latency-seconds", "30",
                    "--measures", "throughput,latency,heap",
                    "--contenders", "pg_recvlogical,relay,bare,debezium",
                    "--relay-options", "-Xmx256m");

    BenchSettings {
        measures = Set.copyOf(measures);
        contenders = Set.copyOf(contenders);
        relayOptions = List.copyOf(relayOptions);
    }

    /** The kinds of figures. */
    enum Measure {
        THROUGHPUT,
        LATENCY,
        HEAP
    }

    /** What a command line asks for: what it leaves out is the full measure. */
    static Asked<BenchSettings> parse(Path home, List<String> arguments) {
        return Asked.of(() -> of(home, Options.parse(DEFAULTS, arguments)));
    }

    private static BenchSettings of(Path home, Options options) {
        return new BenchSettings(
                home,
                options.count("--rows"),
                options.count("--runs"),
                options.count("--heap-rows"),
                options.count("--latency-seconds"),
                options.names("--measures", Measure.class),
                options.names("--contenders", ContenderName.class),
                options.words("--relay-options"));
    }
}
