package io.vintner.gateway.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Secret;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where the changes come from. */
@ConfigMapping(prefix = "vintner.gateway.feed")
public interface FeedConfig {

    /**
     * The relays of one database, without a path: asked in turn, as only one of them serves at a
     * time.
     */
    @WithDefault("http://127.0.0.1:4001")
    List<URI> urls();

    /**
     * A PEM file with the only certificate authorities that an {@code https} relay may present; the
     * Java installation's, if none is given.
     */
    Optional<Path> caFile();

    /** What the relay demands as a bearer secret; or {@link #secretFile()}. */
    Optional<Secret<String>> secret();

    /** A file with that secret; read at each connection, so that it may be changed. */
    Optional<Path> secretFile();

    /** After how long without a line the link counts as dead; the relay sends one every 5 s. */
    @WithDefault("15s")
    Duration silenceMax();

    /** With changes older than this in hand the gateway is not ready. */
    @WithDefault("30s")
    Duration lagMax();

    /** How long opening a connection may take. */
    @WithDefault("5s")
    Duration connectMax();

    /**
     * How long the start waits for a relay before it listens: clients that all come at once would
     * only hold up what they come for.
     */
    @WithDefault("5s")
    Duration startWaitMax();

    /** How long to wait before the first new attempt; later ones wait twice as long each time. */
    @WithDefault("50ms")
    Duration retryFirst();

    /** How long to wait between attempts at most. */
    @WithDefault("2s")
    Duration retryMax();

    /** How many changes are handed on at once at most. */
    @WithDefault("1000")
    int batchMax();

    /** A longer line is not read: its change counts as missed. */
    @WithDefault("67108864")
    int lineBytesMax();
}
