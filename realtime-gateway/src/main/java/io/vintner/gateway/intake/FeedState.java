package io.vintner.gateway.intake;

/** How the gateway stands with the relay. */
public enum FeedState {
    /** Never connected: changes of now would be missed. */
    NEVER_CONNECTED,
    /** The feed is open. */
    CONNECTED,
    /** The link is down; once it is back, the feed goes on where it stopped. */
    RESUMABLE
}
