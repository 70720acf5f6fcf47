package io.vintner.relay;

import io.vintner.relay.replication.SlotHolder;

/** What the relay is doing. */
public sealed interface RelayState {

    /** It opens a session with the database. */
    record Connecting() implements RelayState {}

    /** It streams. */
    record Streaming(String slot) implements RelayState {}

    /** Another relay has the slot; this one waits for it. */
    record Standby(String slot, SlotHolder holder) implements RelayState {}

    /**
     * It will try again.
     *
     * @param reason what is in its way, for an operator
     */
    record Waiting(String reason) implements RelayState {}

    /**
     * It will not try again.
     *
     * @param reason why, and what to do, for an operator; "stopped" if it was asked to
     */
    record Stopped(String reason) implements RelayState {}
}
