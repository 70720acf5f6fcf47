package io.vintner.gateway.socket;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What one client may do, and how many there may be. */
@ConfigMapping(prefix = "vintner.gateway.socket")
public interface SocketConfig {

    /**
     * The origins of pages that may connect, for example {@code https://app.example.org}; {@code *}
     * for all. Empty: pages of this machine in the local profile, no pages otherwise. Clients that
     * are no browsers send no origin and are not asked for one.
     */
    Optional<Set<String>> allowedOrigins();

    /** How many sockets may be open; more are refused with 429. */
    @WithDefault("10000")
    int connectionsMax();

    /** How many channels one socket may have joined; more joins are refused. */
    @WithDefault("100")
    int channelsMax();

    /** How many joins a second one socket may send over time; more are refused. */
    @WithDefault("100")
    int joinsPerSecondMax();

    /** The largest message of a client, in bytes; a larger one ends the socket with 1009. */
    @WithDefault("5000000")
    int frameBytesMax();

    /** How deep the JSON of a message may be nested; a deeper one is dropped and counted. */
    @WithDefault("100")
    int frameDepthMax();

    /** How many messages of one client may wait to be handled; then its socket is not read. */
    @WithDefault("256")
    int inboxMax();

    /**
     * How many bytes may wait to be sent to one client; a slower reader is closed with 4008. Not
     * below 3 MB where clients resume: what is replayed at once must fit.
     */
    @WithDefault("8388608")
    int queueBytesMax();

    /** After how long without a message of the client its socket is closed with 1000. */
    @WithDefault("60s")
    Duration idleMax();

    /** How long a socket may have no channel; then it is closed with 1000. */
    @WithDefault("10m")
    Duration channellessMax();

    /** How long a join waits for the change feed when it is away. */
    @WithDefault("5s")
    Duration feedWaitMax();

    /** The time from one client that is sent away to the next, when the gateway stops. */
    @WithDefault("1ms")
    Duration leaveInterval();

    /** How long clients get to take their last messages when the gateway stops. */
    @WithDefault("3s")
    Duration drainMax();
}
