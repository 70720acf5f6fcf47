package io.vintner.faults.bench;

import io.vintner.measure.Asked;
import io.vintner.measure.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to measure.
 *
 * @param home the project's folder, where the built services are
 * @param jobs that are queued one by one for an idle agent
 * @param lines that are followed to a client
 * @param appends of 64 KiB
 * @param megabytes that one job prints
 * @param rounds with and without shipping
 * @param concurrent jobs at the same time
 * @param seconds for which each of them prints
 */
record BenchSettings(
        Path home,
        Set<Measure> measures,
        int jobs,
        int lines,
        int appends,
        int megabytes,
        int rounds,
        int concurrent,
        int seconds) {

    static final String USAGE =
            """
            ./vintner bench jobs [--measures queue,line,append,output,wall,concurrent] [--jobs N] [--lines N]
              [--appends N] [--megabytes N] [--rounds N] [--concurrent N] [--seconds N]
            """;

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "--measures", "queue,line,append,output,wall,concurrent",
                    "--jobs", "40",
                    "--lines", "200",
                    "--appends", "300",
                    "--megabytes", "100",
                    "--rounds", "10",
                    "--concurrent", "200",
                    "--seconds", "60");

    BenchSettings {
        measures = Set.copyOf(measures);
    }

    /** The kinds of figures. */
    enum Measure {
        QUEUE,
        LINE,
        APPEND,
        OUTPUT,
        WALL,
        CONCURRENT
    }

    /** What a command line asks for: what it leaves out is the full measure. */
    static Asked<BenchSettings> parse(Path home, List<String> arguments) {
        return Asked.of(() -> of(home, Options.parse(DEFAULTS, arguments)));
    }

    private static BenchSettings of(Path home, Options options) {
        return new BenchSettings(
                home,
                options.names("--measures", Measure.class),
                options.count("--jobs"),
                options.count("--lines"),
                options.count("--appends"),
                options.count("--megabytes"),
                options.count("--rounds"),
                options.count("--concurrent"),
                options.count("--seconds"));
    }
}
