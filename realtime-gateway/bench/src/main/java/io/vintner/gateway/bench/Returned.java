package io.vintner.gateway.bench;

import java.time.Duration;

/**
 * All clients have come back after their gateway was killed.
 *
 * @param resumed clients that were told that they have everything
 * @param fetched clients that were told to fetch
 * @param p50 microseconds from a client's first attempt that the new gateway was ready for
 * @param p99 the same
 * @param max the same
 * @param openP50 microseconds from there to the open socket
 * @param joinedP50 microseconds from there to the answer to its join
 * @param repeated rows that came again
 * @param away from the kill to the new gateway's readiness
 * @param beside from that readiness until the last client was back
 */
record Returned(
        long resumed,
        long fetched,
        long p50,
        long p99,
        long max,
        long openP50,
        long joinedP50,
        long repeated,
        Duration away,
        Delivered.Beside beside) {}
