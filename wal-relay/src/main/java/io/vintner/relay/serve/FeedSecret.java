package io.vintner.relay.serve;

import io.smallrye.config.Secret;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a reader must present: the feed holds every row of every user, so it is never open. Compared
 * in constant time, never printed.
 */
@Singleton
public class FeedSecret {

    private static final int CHARACTERS_LEAST = 16;
    private static final String SCHEME = "Bearer ";
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private final byte[] secret;

    /**
     * @throws IllegalStateException naming the setting to change, if there is no secret, or one
     *     that others can read or guess
     */
    public FeedSecret(FeedConfig config) {
        String text =
                config.secretFile()
                        .map(FeedSecret::read)
                        .or(() -> config.secret().map(Secret::get))
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "the feed needs a secret: set"
                                                + " vintner.relay.feed.secret-file to a file"
                                                + " that only its owner can read"))
                        .strip();
        if (text.length() < CHARACTERS_LEAST) {
            throw new IllegalStateException(
                    "the feed's secret is too short: at least %d characters in"
                                    .formatted(CHARACTERS_LEAST)
                            + " vintner.relay.feed.secret-file");
        }
        secret = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether an {@code Authorization} header presents the secret. */
    boolean isPresentedBy(@Nullable String authorization) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] presented =
                authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(secret, presented);
    }

    @Override
    public String toString() {
        return "***";
    }

    private static String read(Path file) {
        try {
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                throw new IllegalStateException(
                        "others can read %s: run \"chmod 600\" on it".formatted(file));
            }
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    "vintner.relay.feed.secret-file cannot be read: " + file, unreadable);
        }
    }
}
