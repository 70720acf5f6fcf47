package io.vintner.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells one process from every other, also from a later one that was given the same number: its
 * number and when the kernel started it.
 *
 * <p>On Linux the start is counted in clock ticks since boot, next to the identity of that boot,
 * because a time of day moves with the clock; elsewhere it is the start as the JVM tells it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
public record ProcessStamp(long pid, String start) {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int FIELDS_BEFORE_START = 19;

    /** The stamp of a living process. */
    public static ProcessStamp of(ProcessHandle process) {
        return new ProcessStamp(process.pid(), startOf(process));
    }

    /** Reads what {@link #toString} wrote; empty for anything else. */
    public static Optional<ProcessStamp> parse(String text) {
        String[] parts = text.strip().split(" ", 2);
        if (parts.length != 2 || !parts[0].matches("[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        return Optional.of(new ProcessStamp(Long.parseLong(parts[0]), parts[1]));
    }

    /** The process, if it still is the one that was stamped. */
    public Optional<ProcessHandle> living() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> startOf(process).equals(start));
    }

    @Override
    public String toString() {
        return pid + " " + start;
    }

    private static String startOf(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/%d/stat".formatted(process.pid())));
            // The second field is the program's name in brackets and may itself hold anything.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[FIELDS_BEFORE_START] + "@" + Files.readString(BOOT_ID).strip();
        } catch (IOException _) {
            return process.info().startInstant().map(Object::toString).orElse("unknown");
        }
    }
}
