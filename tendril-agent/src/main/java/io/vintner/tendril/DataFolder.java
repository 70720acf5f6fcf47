package io.vintner.tendril;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The agent's folder, readable by its user only, and used by one agent at a time. */
final class DataFolder implements Closeable {

    private final Path root;
    private final FileChannel lockFile;

    private DataFolder(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Opens the folder and makes what is missing of it.
     *
     * @throws IOException if it cannot be used; the message is for a person
     */
    static DataFolder open(Path root) throws IOException {
        Path whole = root.toAbsolutePath().normalize();
        try {
            Files.createDirectories(whole.resolve("jobs"));
            Files.setPosixFilePermissions(whole, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException unusable) {
            throw new IOException(
                    "the data folder %s cannot be used: set vintner.tendril.data-folder to one that"
                                    .formatted(whole)
                            + " this user may write to",
                    unusable);
        }
        FileChannel lockFile = FileChannel.open(whole.resolve("lock"), CREATE, WRITE);
        @Nullable FileLock lock = lockFile.tryLock();
        if (lock == null) {
            lockFile.close();
            throw new IOException("another tendril already uses the data folder " + whole);
        }
        return new DataFolder(whole, lockFile);
    }

    Path root() {
        return root;
    }

    Path jobs() {
        return root.resolve("jobs");
    }

    Path keptOutput() {
        return root.resolve("output");
    }

    /** Holds the key of a claim that was not settled yet. */
    Path claimKey() {
        return root.resolve("claim-key");
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
