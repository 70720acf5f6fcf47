package io.vintner.trellis.logs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How job logs are taken in and read. */
@ConfigMapping(prefix = "vintner.trellis.logs")
public interface LogsConfig {

    /** Most bytes (UTF-8) of one chunk. */
    @WithDefault("65536")
    int chunkBytesMax();

    /** Most chunks of one append. */
    @WithDefault("64")
    int chunksMax();

    /** How often a Tendril may append while the load is below the limit. */
    @WithDefault("250ms")
    Duration flushIntervalMin();

    /** The longest that it is asked to wait. */
    @WithDefault("2s")
    Duration flushIntervalMax();

    /**
     * Appends that this node serves at a time, on average, beyond which the interval grows: with
     * the square of the load, since less often from each is still often from many.
     */
    @WithDefault("8")
    int appendsAtOnceMax();

    /** How long after its job a log's Tendril may still say that it is whole. */
    @WithDefault("24h")
    Duration sealedWithin();

    /** How long after its job a log is kept; empty: for ever. */
    Optional<Duration> kept();

    /** Most rows of one page. */
    @WithDefault("1000")
    int pageRowsMax();

    /** Most bytes of one page, unless its first row alone is larger. */
    @WithDefault("4194304")
    int pageBytesMax();
}
