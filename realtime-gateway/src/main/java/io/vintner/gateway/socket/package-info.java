/**
 * The WebSocket endpoint: admits clients, reads their frames, brings them to the feature that they
 * are for, and writes what channels are told, each client at its own pace. The only package that
 * knows that sockets exist.
 */
@NullMarked
package io.vintner.gateway.socket;

import org.jspecify.annotations.NullMarked;
