package io.vintner.tendril;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency key of the claim that is under way, also after a kill: a job that was claimed for
 * an agent that died before it heard of it is given to the next one at once. Not thread-safe.
 */
final class ClaimKey {

    private static final Logger LOG = Logger.getLogger(ClaimKey.class);

    private final Path file;
    private final Supplier<String> keys;
    private @Nullable String key;

    /**
     * @param file keeps the key while it is open
     * @param keys a new one at every call
     */
    ClaimKey(Path file, Supplier<String> keys) throws IOException {
        this.file = file;
        this.keys = keys;
        try {
            String kept = Files.readString(file).strip();
            this.key = kept.isEmpty() ? null : kept;
        } catch (NoSuchFileException none) {
            this.key = null;
        }
    }

    /** The key that is open; if there is none, opens one. */
    String open() {
        if (key == null) {
            String fresh = keys.get();
            try {
                Files.writeString(file, fresh);
            } catch (IOException noRoom) {
                LOG.warn("the key of a claim could not be kept", noRoom);
            }
            key = fresh;
        }
        return key;
    }

    /** The open key; empty if no claim is under way. */
    Optional<String> openKey() {
        return Optional.ofNullable(key);
    }

    /** What was claimed under the key is known and in safe hands, or it is nothing. */
    void settle() {
        key = null;
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            LOG.warn("the key of a settled claim could not be removed", stays);
        }
    }
}
