package io.vintner.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The log files of one run; that of the run before is kept beside each as {@code .log.1}. */
final class LogFiles {

    private LogFiles() {}

    /** Makes room for a new file. */
    static void turn(Path log) {
        try {
            if (Files.exists(log)) {
                Path before = log.resolveSibling(log.getFileName() + ".1");
                Files.move(log, before, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
