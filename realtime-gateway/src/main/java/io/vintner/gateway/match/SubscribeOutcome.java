package io.vintner.gateway.match;

/** What became of a request to subscribe. */
public sealed interface SubscribeOutcome {

    /** It is live. */
    record Subscribed(Subscription subscription) implements SubscribeOutcome {}

    /**
     * It cannot be served.
     *
     * @param message for the client, in the words of docs/errors.md
     */
    record Refused(String message) implements SubscribeOutcome {}

    /** PostgreSQL, which has to be asked, is away: the same request may be served later. */
    record Unavailable() implements SubscribeOutcome {}
}
