/**
 * Lets the unmodified client go on where it stopped: its own heartbeats are receipts for what it
 * was sent before; they are kept in a table of PostgreSQL, so that they outlive the gateway and
 * serve another one. Knows no sockets; the changes themselves come from {@code replay}.
 */
@NullMarked
package io.vintner.gateway.resume;

import org.jspecify.annotations.NullMarked;
