package io.vintner.relay.serve;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Secret;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Who may read the feed, and how it is sent. */
@ConfigMapping(prefix = "vintner.relay.feed")
public interface FeedConfig {

    /**
     * A file whose text is the secret that every reader must present; only its owner may read it.
     */
    Optional<Path> secretFile();

    /** The secret itself, where no file is given. */
    Optional<Secret<String>> secret();

    /** The most readers at a time; one more is refused. */
    @WithDefault("64")
    int readersMax();

    /** A reader that was sent nothing for so long is told where it stands; at most 4 s. */
    @WithDefault("3s")
    Duration heartbeat();

    /** What may be on its way to one reader; when it is, the reader's next lines wait. */
    @WithDefault("512K")
    MemorySize outboundMax();

    /** A connection that has taken nothing for so long, though there was something, is closed. */
    @WithDefault("90s")
    Duration silenceMax();
}
