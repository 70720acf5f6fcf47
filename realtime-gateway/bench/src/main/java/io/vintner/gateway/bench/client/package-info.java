/**
 * The clients of the benchmark, as a program of its own: thousands of raw WebSockets on one thread.
 * What a client is sent is counted and timed where it lies in the buffer; no objects are made of
 * it, so that the clients take as little as possible from the gateway beside them.
 */
@NullMarked
package io.vintner.gateway.bench.client;

import org.jspecify.annotations.NullMarked;
