package io.vintner.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The folder of one run of a benchmark, for its database and the logs of its processes. */
public final class RunFolder {

    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /** A new one in {@code target}. */
    public static RunFolder in(Path target) throws IOException {
        return new RunFolder(Files.createTempDirectory(Files.createDirectories(target), "run-"));
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Where the database is to be. */
    public Path database() {
        return path.resolve("database");
    }

    /** The run is over: nothing of it stays. */
    public void delete() throws IOException {
        delete(path);
    }

    /**
     * The run has failed or was cut short: its logs stay and nothing else, no process, and not the
     * gigabytes of the database.
     *
     * @param killDatabase ends the server at once
     */
    public void abandon(Runnable killDatabase) {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        killDatabase.run();
        try {
            delete(database());
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
