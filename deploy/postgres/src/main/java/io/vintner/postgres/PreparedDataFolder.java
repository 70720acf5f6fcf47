package io.vintner.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data folder that all temporary databases of this JVM are copies of: initialising one takes a
 * second of a processor and waits for the disk, a copy does not. Copies share PostgreSQL's system
 * identifier, as a database and its restored backup do.
 *
 * <p>Thread-safe.
 */
final class PreparedDataFolder {

    private static @Nullable Path made;

    private PreparedDataFolder() {}

    /** A new temporary folder with a database that was prepared and has stopped. */
    static Path copy() throws IOException {
        Path original = original();
        Path copy = Files.createTempDirectory("vintner-postgres");
        for (Path from : everythingIn(original)) {
            Path to = copy.resolve(original.relativize(from));
            // The folder itself is there, as private as the original.
            if (!from.equals(original)) {
                Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return copy;
    }

    private static synchronized Path original() throws IOException {
        Path original = made;
        if (original == null) {
            original = Files.createTempDirectory("vintner-postgres-prepared");
            LocalPostgres.start(original, 0, Map.of()).stop();
            Path folder = original;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> LocalPostgres.remove(folder)));
            made = original;
        }
        return original;
    }

    private static List<Path> everythingIn(Path folder) throws IOException {
        try (Stream<Path> everything = Files.walk(folder)) {
            return everything.toList();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }
}
