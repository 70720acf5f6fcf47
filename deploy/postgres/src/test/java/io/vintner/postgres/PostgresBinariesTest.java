package io.vintner.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {

    @TempDir Path folder;

    @AfterEach
    void forget() {
        System.clearProperty(PostgresBinaries.PROPERTY);
    }

    @Test
    void withoutAJarTheClassPathDecides() {
        assertThat(PostgresBinaries.chosen()).isSameAs(DefaultPostgresBinaryResolver.INSTANCE);
    }

    @Test
    void aNamedJarIsReadAndTheSameJarIsTheSameChoice() throws IOException {
        // Given
        choose(jarWith("postgres-linux-x86_64.txz"));

        // Then
        assertThat(PostgresBinaries.chosen().getPgBinary("Linux", "x86_64"))
                .hasContent("an archive");
        assertThat(PostgresBinaries.chosen()).isEqualTo(PostgresBinaries.chosen());
    }

    @Test
    void aJarThatIsNotThereOrHoldsNoPostgresIsRefused() throws IOException {
        // Given
        choose(folder.resolve("missing.jar"));

        // Then
        assertThatThrownBy(PostgresBinaries::chosen).hasMessageContaining("missing.jar");

        // Given
        choose(jarWith("something-else.txt"));

        // Then
        assertThatThrownBy(() -> PostgresBinaries.chosen().getPgBinary("Linux", "x86_64"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no PostgreSQL");
    }

    private static void choose(Path jar) {
        System.setProperty(PostgresBinaries.PROPERTY, jar.toString());
    }

    private Path jarWith(String name) throws IOException {
        Path file = folder.resolve(name + ".jar");
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(file))) {
            jar.putNextEntry(new ZipEntry(name));
            jar.write("an archive".getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
