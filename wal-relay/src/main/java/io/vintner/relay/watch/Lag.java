package io.vintner.relay.watch;

import java.time.Duration;

/**
 * How far the relay was behind its database at one look.
 *
 * @param bytes of WAL that were written and that the relay had not read
 * @param time for which the relay has missed something: nothing if it had read all
 */
public record Lag(long bytes, Duration time) {}
