package io.vintner.tendril.terraform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process, told from every other that ever had or will have its number: by the kernel's clock
 * ticks at its start and by the boot it lives in. Neither moves with the wall clock.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5),
 *     fields 1, 3 and 22</a>
 */
record ProcessIdentity(long pid, long startTicks, String bootId) {

    /** Fields of /proc/PID/stat, counted from the one behind the command's name. */
    private static final int STATE_FIELD = 0;

    private static final int START_TICKS_FIELD = 19;

    /** Stands in the place of an identity for a command that was kept from starting. */
    static final String NEVER = "never";

    /** Reads what the wrapper script wrote; empty if it has not yet, or never will. */
    static Optional<ProcessIdentity> read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException notYet) {
            return Optional.empty();
        }
        if (text.strip().equals(NEVER)) {
            return Optional.empty();
        }
        String[] fields = text.strip().split(" ", -1);
        try {
            return Optional.of(
                    new ProcessIdentity(
                            Long.parseLong(fields[0]), Long.parseLong(fields[1]), fields[2]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException malformed) {
            throw new IOException(
                    "expected pid, ticks and boot in " + file.getFileName(), malformed);
        }
    }

    /** Whether this very process still runs. A zombie does not. */
    boolean alive() {
        try {
            if (!BootId.current().equals(bootId)) {
                return false;
            }
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[START_TICKS_FIELD]) == startTicks
                    && !fields[STATE_FIELD].equals("Z");
        } catch (IOException gone) {
            return false;
        }
    }
}
