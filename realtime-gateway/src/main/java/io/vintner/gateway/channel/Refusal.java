package io.vintner.gateway.channel;

import io.vintner.gateway.token.Verification;

/**
 * Why a client does not get what it asked for; the catalogue stands in realtime-frames.md.
 *
 * @param code the operational code, of a closed set
 * @param message for the client
 */
public record Refusal(String code, String message) {

    public static final Refusal TOPIC_NAME_REQUIRED =
            new Refusal("TopicNameRequired", "You must provide a topic name");
    public static final Refusal TOO_MANY_CHANNELS =
            new Refusal("ChannelRateLimitReached", "Too many channels");
    public static final Refusal TOO_MANY_JOINS =
            new Refusal("ClientJoinRateLimitReached", "Too many joins per second");
    public static final Refusal TOO_MANY_CONNECTIONS =
            new Refusal("ConnectionRateLimitReached", "Too many connected users");
    public static final Refusal STOPPING = new Refusal("Stopping", "Realtime is shutting down");
    public static final Refusal REPLAY_OF_PUBLIC_CHANNEL =
            new Refusal("UnableToReplayMessages", "Replay is not allowed for public channels");
    public static final Refusal PRIVATE_CHANNELS =
            new Refusal("NotSupported", "This server does not serve private channels");
    public static final Refusal BROADCAST =
            new Refusal("NotSupported", "This server does not serve broadcast");
    public static final Refusal PRESENCE =
            new Refusal("NotSupported", "This server does not serve presence");
    public static final Refusal CHANGES_NOT_CONNECTED =
            new Refusal(
                    "UnableToConnectToProject",
                    "Realtime was unable to connect to the project database");
    public static final Refusal UNKNOWN =
            new Refusal("UnknownErrorOnChannel", "Unknown Error on Channel");

    /** A token that cannot be used. */
    static Refusal of(Verification.Rejected rejected) {
        return new Refusal(rejected.cause().code(), rejected.message());
    }

    /** A binding that cannot be served, to a client that wants to wait until all are. */
    static Refusal notSubscribed(String why) {
        return new Refusal("UnableToSubscribeToPostgres", why);
    }

    /** The form of the field {@code reason} in a reply. */
    public String reason() {
        return code + ": " + message;
    }
}
