package io.vintner.gateway.bench;

/**
 * How one load was written. Latencies are in microseconds, from the moment for which a transaction
 * was planned to the moment when its writer knew that it was committed: what PostgreSQL and its
 * disk had of the time that a delivery took.
 *
 * @param perSecond rows
 */
record Written(double perSecond, long p50, long p99) {}
