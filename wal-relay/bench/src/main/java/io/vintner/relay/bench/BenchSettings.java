package io.vintner.relay.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

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

    /** What a command line asks for. */
    sealed interface Asked {

        record Run(BenchSettings settings) implements Asked {}

        record Refused(String reason) implements Asked {}
    }

    /** What a command line asks for: what it leaves out is the full measure. */
    static Asked parse(Path home, List<String> arguments) {
        Map<String, String> given = new HashMap<>(DEFAULTS);
        for (int i = 0; i < arguments.size(); i += 2) {
            String option = arguments.get(i);
            if (!DEFAULTS.containsKey(option)) {
                return new Asked.Refused("there is no option " + option);
            }
            if (i + 1 == arguments.size()) {
                return new Asked.Refused(option + " needs a value");
            }
            given.put(option, arguments.get(i + 1));
        }
        try {
            return new Asked.Run(of(home, given));
        } catch (IllegalArgumentException unusable) {
            return new Asked.Refused("a value is not understood: " + unusable.getMessage());
        }
    }

    private static BenchSettings of(Path home, Map<String, String> given) {
        UnaryOperator<String> value = option -> Objects.requireNonNull(given.get(option));
        return new BenchSettings(
                home,
                count(value.apply("--rows")),
                count(value.apply("--runs")),
                count(value.apply("--heap-rows")),
                count(value.apply("--latency-seconds")),
                names(Measure.class, value.apply("--measures")),
                names(ContenderName.class, value.apply("--contenders")),
                List.of(value.apply("--relay-options").split(" ", -1)));
    }

    private static <E extends Enum<E>> Set<E> names(Class<E> type, String list) {
        return Arrays.stream(list.split(",", -1))
                .map(name -> Enum.valueOf(type, name.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
    }

    private static int count(String value) {
        int count = Integer.parseInt(value);
        if (count < 1) {
            throw new IllegalArgumentException(value);
        }
        return count;
    }
}
