package io.vintner.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files of a stopped database. */
public final class DataFolder {

    private DataFolder() {}

    /** Puts a copy of {@code from} in the place of {@code to}, as a backup of files is one. */
    public static void copy(Path from, Path to) throws IOException {
        remove(to);
        for (Path path : paths(from)) {
            Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** Removes a folder with all that is in it, if it is there. */
    static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path path : paths(folder).reversed()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Each folder before what is in it. */
    private static List<Path> paths(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted(Comparator.naturalOrder()).toList();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }
}
