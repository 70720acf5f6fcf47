/**
 * Measures the built relay on real parts: an embedded PostgreSQL holds a load, and each contender
 * (the relay with a reader, {@code pg_recvlogical}, a bare read loop, Debezium) drains it from a
 * slot of its own.
 *
 * <p>{@code RelayBench} is the entrance. It knows the relay only as a process, by its settings, its
 * change feed and its metrics; everything that is timed runs in a process of its own, so that none
 * warms or burdens another.
 */
@NullMarked
package io.vintner.relay.bench;

import org.jspecify.annotations.NullMarked;
