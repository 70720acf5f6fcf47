package io.vintner.relay.serve;

/** Why the feed takes no readers at the moment. */
public enum Pause {
    /** The relay has just lost its database and connects again: open streams stay. */
    RECONNECTING,
    /** The database is away for long, or for good: readers may find another relay that has it. */
    AWAY,
    /** Another relay has the slot, and serves. */
    STANDBY;

    /** Whether open streams end, so that their readers go on to another relay. */
    boolean endsStreams() {
        return this != RECONNECTING;
    }
}
