package io.vintner.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
        Path copy = Files.createTempDirectory("vintner-postgres");
        DataFolder.copy(original(), copy);
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
}
