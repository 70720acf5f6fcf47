package io.vintner.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret in a file. */
final class SecretFile {

    private SecretFile() {}

    /**
     * Its content without surrounding blanks.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("secret file cannot be read: " + file, unreadable);
        }
    }
}
