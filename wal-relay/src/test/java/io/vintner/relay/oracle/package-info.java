/**
 * The oracle: random tables, random transactions, and a relay, readers and a database that are
 * killed at named places of the relay's code, against a model of what was committed.
 *
 * <p>{@code OracleRun} plays one seed; {@code OracleIT} plays as many as were asked for. A seed
 * makes the tables, the transactions and the plan of kills; how they interleave in time is up to
 * the machine.
 */
@NullMarked
package io.vintner.relay.oracle;

import org.jspecify.annotations.NullMarked;
