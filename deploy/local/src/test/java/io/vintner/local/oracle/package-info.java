/**
 * Random transactions and random clients, while gateway, relay, PostgreSQL and connections are
 * killed: a model of what was committed says what each client must be told.
 *
 * <p>{@link io.vintner.local.oracle.OracleDatabase} knows what was committed and in which order;
 * {@link io.vintner.local.oracle.Expectation} what a channel is told of it, written from the
 * documented rules and not from the gateway's code; {@link io.vintner.local.oracle.ChannelCheck}
 * compares that with what the channel's log has.
 */
@NullMarked
package io.vintner.local.oracle;

import org.jspecify.annotations.NullMarked;
