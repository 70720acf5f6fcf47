package io.vintner.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/** The secrets that the launcher makes or passes on: files that only their owner can read. */
final class SecretFiles {

    private static final int SECRET_BYTES = 32;

    private final Path folder;
    private final SecureRandom random;

    SecretFiles(Path folder, SecureRandom random) {
        this.folder = folder;
        this.random = random;
    }

    /** What the gateway shows the relay; made at the first start and kept. */
    Path feedSecret() throws IOException {
        return made("feed");
    }

    /** What one shows the gateway to revoke tokens; made at the first start and kept. */
    Path revocationSecret() throws IOException {
        return made("revocation");
    }

    /** What the API encrypts with; made at the first start and kept: without it, no state opens. */
    Path encryptionKeys() throws IOException {
        Path file = folder.resolve("encryption-keys");
        if (!Files.exists(file)) {
            write(file, "local:" + Base64.getEncoder().encodeToString(randomBytes()));
        }
        return file;
    }

    private Path made(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            write(file, HexFormat.of().formatHex(randomBytes()));
        }
        return file;
    }

    private byte[] randomBytes() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    /** Where the agent finds its single-use registration token. */
    Path registrationToken(String tendril) {
        return folder.resolve(tendril + ".registration-token");
    }

    /** Writes a file of this folder, from its first byte readable by its owner only. */
    void write(Path file, String secret) throws IOException {
        Files.createDirectories(folder, owner("rwx------"));
        Files.deleteIfExists(file);
        try (var channel =
                Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        owner("rw-------"))) {
            channel.write(
                    java.nio.ByteBuffer.wrap(
                            secret.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
    }

    private static java.nio.file.attribute.FileAttribute<?> owner(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
