package io.vintner.trellis.auth;

/** Who makes a call, proven. */
public sealed interface Caller {

    /**
     * A signed-in user.
     *
     * @param claims all claims of the token, as JSON, for row-level security
     */
    record User(UserId id, String claims) implements Caller {}

    /** A Tendril that knows its worker token. */
    record Tendril(TendrilId id) implements Caller {}
}
