package io.vintner.postgres;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Which PostgreSQL is started: the one on the class path, or, where the system property {@value
 * #PROPERTY} names the jar of another version, that one. Two versions cannot both be on the class
 * path: their jars hold the same name. The embedding library unpacks each into a folder named after
 * a hash of its content, so versions do not mix.
 */
final class PostgresBinaries {

    static final String PROPERTY = "vintner.postgres.binaries";

    private PostgresBinaries() {}

    /**
     * @throws IllegalStateException if the property names no file
     */
    static PgBinaryResolver chosen() {
        String jar = System.getProperty(PROPERTY, "");
        if (jar.isEmpty()) {
            return DefaultPostgresBinaryResolver.INSTANCE;
        }
        if (!Files.isRegularFile(Path.of(jar))) {
            throw new IllegalStateException("%s names no file: %s".formatted(PROPERTY, jar));
        }
        return new Jar(Path.of(jar));
    }

    /** A record, because the library remembers what it has unpacked by the resolver's equality. */
    private record Jar(Path file) implements PgBinaryResolver {

        @Override
        public InputStream getPgBinary(String system, String machine) throws IOException {
            try (ZipFile jar = new ZipFile(file.toFile())) {
                ZipEntry archive =
                        jar.stream()
                                .filter(entry -> entry.getName().matches("postgres-.*\\.txz"))
                                .findAny()
                                .orElseThrow(() ->
                                        new FileNotFoundException("no PostgreSQL in " + file));
                return new ByteArrayInputStream(jar.getInputStream(archive).readAllBytes());
            }
        }
    }
}
