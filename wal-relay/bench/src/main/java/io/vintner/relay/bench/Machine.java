package io.vintner.relay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where and when it was measured. */
final class Machine {

    private Machine() {}

    static String describe(BenchSettings settings, String postgresVersion) throws IOException {
        return "%s, %d cores (%s), %s, %s, Java %s, PostgreSQL %s; load average at the start %s; %,d rows a load, median of %d runs; relay with %s"
                .formatted(
                        Instant.now().truncatedTo(ChronoUnit.MINUTES),
                        Runtime.getRuntime().availableProcessors(),
                        field("/proc/cpuinfo", "model name"),
                        field("/proc/meminfo", "MemTotal"),
                        field("/etc/os-release", "PRETTY_NAME"),
                        Runtime.version(),
                        postgresVersion,
                        Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0],
                        settings.rows(),
                        settings.runs(),
                        String.join(" ", settings.relayOptions()));
    }

    private static String field(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replaceAll("^[\\s:=\"]+|\"$", ""))
                .findFirst()
                .orElse("unknown");
    }
}
