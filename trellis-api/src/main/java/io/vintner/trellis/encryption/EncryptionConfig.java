package io.vintner.trellis.encryption;

import io.smallrye.config.ConfigMapping;
import io.vintner.trellis.database.Secret;
import java.nio.file.Path;
import java.util.Optional;

/** The keys of what is stored encrypted; exactly one of the two is set. */
@ConfigMapping(prefix = "vintner.trellis.encryption")
public interface EncryptionConfig {

    /**
     * Keys as {@code id:base64}, separated by commas or line ends; 32 bytes each. The first one
     * encrypts, all decrypt.
     */
    Optional<Secret> keys();

    /** A file that holds them in that form. */
    Optional<Path> keysFile();
}
