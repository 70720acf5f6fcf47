package io.vintner.tendril.terraform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells one life of the machine from the next: no process outlives it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html">proc_sys_kernel(5),
 *     random/boot_id</a>
 */
public final class BootId {

    private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    /** The present one. */
    public static String current() throws IOException {
        return Files.readString(FILE).strip();
    }
}
