package io.vintner.trellis.encryption;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Reads the keys when the service starts, and so refuses to start without usable ones. */
class KeyringProducer {

    private static final Logger LOG = Logger.getLogger(KeyringProducer.class);

    @Produces
    @Singleton
    @Startup
    Keyring keyring(EncryptionConfig config) {
        Optional<String> direct = config.keys().map(keys -> keys.value());
        Optional<Path> file = config.keysFile();
        if (direct.isPresent() && file.isPresent()) {
            throw Keyring.unusable("vintner.trellis.encryption.keys-file is set too");
        }
        Keyring keyring =
                Keyring.read(file.map(KeyringProducer::content).or(() -> direct).orElse(""));
        LOG.infof(
                "encryption keys read, active=%s count=%d", keyring.active(), keyring.ids().size());
        return keyring;
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "vintner.trellis.encryption.keys-file cannot be read", unreadable);
        }
    }
}
