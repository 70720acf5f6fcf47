package io.vintner.relay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where and when it was measured. */
final class Machine {

    private static final Pattern SECRET = Pattern.compile("SECRET|PASSWORD");

    private Machine() {}

    static String describe(BenchRun run) throws IOException, SQLException {
        BenchSettings settings = run.settings();
        return String.format(
                Locale.ROOT,
                """
                %s, %d cores (%s), %.0f GiB, %s, Java %s, PostgreSQL %s, %s.
                Load average at the start: %s. Each load %,d rows of 200 bytes; median of %d runs after one to warm up. Relay with `%s`.
                """,
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name"),
                memory(),
                field("/etc/os-release", "PRETTY_NAME"),
                Runtime.version(),
                run.database().version(),
                PgRecvlogical.version(),
                Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0],
                settings.rows(),
                settings.runs(),
                relayWith(settings));
    }

    /** The options of its JVM, and its settings that are not the defaults. */
    private static String relayWith(BenchSettings settings) {
        Stream<String> environment =
                System.getenv().entrySet().stream()
                        .filter(setting -> setting.getKey().startsWith("VINTNER_RELAY_"))
                        .filter(setting -> !SECRET.matcher(setting.getKey()).find())
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .sorted();
        return Stream.concat(settings.relayOptions().stream(), environment)
                .collect(Collectors.joining(" "));
    }

    private static double memory() throws IOException {
        String kilobytes = field("/proc/meminfo", "MemTotal").replace(" kB", "");
        return Double.parseDouble(kilobytes) / (1 << 20);
    }

    private static String field(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replaceAll("^[\\s:=\"]+|\"$", ""))
                .findFirst()
                .orElse("unknown");
    }
}
