/**
 * The wire form of PostgreSQL's {@code pgoutput} plugin, protocol version 1: bytes to records.
 *
 * <p>Bytes come from {@code replication}, records go to {@code transaction}. This package knows the
 * JDK only: no driver, no catalog, no state between two messages.
 */
@NullMarked
package io.vintner.relay.pgoutput;

import org.jspecify.annotations.NullMarked;
