package io.vintner.faults.terraform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where Terraform stands still while it is told to, and says so. */
public final class Gate implements AutoCloseable {

    private final Path folder;

    Gate(Path folder) {
        this.folder = folder;
    }

    /** It will stand still at a place: {@code plan}, {@code apply-1}, {@code apply-2}, … */
    public void holdAt(String place) throws IOException {
        Files.createFile(folder.resolve("hold-" + place));
    }

    /** It goes on. */
    public void letGo(String place) throws IOException {
        Files.delete(folder.resolve("hold-" + place));
    }

    /** Whether it has come to that place. */
    public boolean reached(String place) {
        return Files.exists(folder.resolve("reached-" + place));
    }

    /** Nothing is held any more. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith("hold-")) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
