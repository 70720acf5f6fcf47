package io.vintner.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where and when it is measured, as far as Linux tells. */
public final class Machine {

    private static final Pattern SECRET = Pattern.compile("SECRET|PASSWORD");

    private Machine() {}

    /** Date, processors, memory, system and Java, in one line. */
    public static String describe() throws IOException {
        return String.format(
                Locale.ROOT,
                "%s, %d cores (%s), %.0f GiB, %s, Java %s",
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name"),
                memory(),
                field("/etc/os-release", "PRETTY_NAME"),
                Runtime.version());
    }

    /** How many processes wanted a processor in the last minute, on average. */
    public static String loadAverage() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0];
    }

    /** The settings in the environment that begin with {@code prefix}, without secrets. */
    public static List<String> environment(String prefix) {
        return System.getenv().entrySet().stream()
                .filter(setting -> setting.getKey().startsWith(prefix))
                .filter(setting -> !SECRET.matcher(setting.getKey()).find())
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .sorted()
                .toList();
    }

    /** The processor time that a process has used so far; zero if it is gone. */
    public static Duration cpuOf(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The memory of a process that is in use, in bytes. */
    public static long residentBytes(ProcessHandle process) throws IOException {
        String kilobytes = field("/proc/" + process.pid() + "/status", "VmRSS");
        return 1024 * Long.parseLong(kilobytes.replace(" kB", "").strip());
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
