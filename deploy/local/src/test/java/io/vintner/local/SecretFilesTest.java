package io.vintner.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {

    @TempDir Path folder;

    @Test
    void theFeedSecretIsMadeOnceAndOnlyItsOwnerCanReadIt() throws IOException {
        // Given
        Path secretsFolder = folder.resolve("secrets");
        Path first = new SecretFiles(secretsFolder, new SecureRandom()).feedSecret();
        String made = Files.readString(first);

        // When
        Path second = new SecretFiles(secretsFolder, new SecureRandom()).feedSecret();

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(Files.readString(second)).isEqualTo(made).matches("[0-9a-f]{64}");
        assertThat(permissions(first)).isEqualTo("rw-------");
        assertThat(permissions(secretsFolder)).isEqualTo("rwx------");
    }

    @Test
    void theRevocationSecretIsAnotherOne() throws IOException {
        // Given
        SecretFiles secrets = new SecretFiles(folder.resolve("secrets"), new SecureRandom());
        String feed = Files.readString(secrets.feedSecret());

        // When
        String revocation = Files.readString(secrets.revocationSecret());

        // Then
        assertThat(revocation).matches("[0-9a-f]{64}").isNotEqualTo(feed);
    }

    @Test
    void theEncryptionKeyIsMadeOnceInTheFormThatTheApiReads() throws IOException {
        // Given
        SecretFiles secrets = new SecretFiles(folder.resolve("secrets"), new SecureRandom());
        String made = Files.readString(secrets.encryptionKeys());

        // When
        String again = Files.readString(secrets.encryptionKeys());

        // Then
        assertThat(again).isEqualTo(made).startsWith("local:");
        assertThat(Base64.getDecoder().decode(made.substring("local:".length()))).hasSize(32);
    }

    @Test
    void aTokenReplacesTheOneBefore() throws IOException {
        // Given
        SecretFiles secrets = new SecretFiles(folder.resolve("secrets"), new SecureRandom());
        Path file = secrets.registrationToken("cellar-1");
        secrets.write(file, "a longer token than the next");

        // When
        secrets.write(file, "next");

        // Then
        assertThat(file).hasContent("next");
        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
