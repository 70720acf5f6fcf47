package io.vintner.gateway.channel;

/** What became of a join. */
public sealed interface JoinOutcome {

    /** The channel is open, and its outbox has been told so. */
    record Joined(Channel channel) implements JoinOutcome {}

    /** There is no channel; the outbox has been told nothing. */
    record Refused(Refusal refusal) implements JoinOutcome {}
}
