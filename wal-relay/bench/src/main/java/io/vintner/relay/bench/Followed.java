package io.vintner.relay.bench;

/**
 * How long after their commit single rows were read. A commit's time is the one that PostgreSQL
 * writes into its log, before the log is flushed to disk; all times are in microseconds.
 *
 * @param perSecond the transactions a second that were in fact committed
 */
record Followed(double perSecond, long p50, long p99, long max) {}
