/**
 * The change feed towards the gateways (docs/contracts/change-feed.md): a port that the relay
 * writes to, and its one adapter so far, lines over HTTP.
 *
 * <p>Bytes come from {@code window}, already encoded. This package knows gateways, not users; it
 * knows neither the database nor the decoder.
 */
@NullMarked
package io.vintner.relay.serve;

import org.jspecify.annotations.NullMarked;
