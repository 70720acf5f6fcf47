package io.vintner.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies of a stopped database, as a backup of its files is one. */
final class DataFolder {

    private DataFolder() {}

    /** Puts a copy of {@code from} in the place of {@code to}. */
    static void copy(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            for (Path path : paths(to).reversed()) {
                Files.delete(path);
            }
        }
        for (Path path : paths(from)) {
            Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static List<Path> paths(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted(Comparator.naturalOrder()).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
