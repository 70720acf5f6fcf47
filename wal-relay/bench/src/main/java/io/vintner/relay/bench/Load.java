package io.vintner.relay.bench;

/**
 * Rows that the database holds and nobody has read.
 *
 * @param firstId the id of the first row; the others follow it without a gap
 * @param endLsn a place in the log, as PostgreSQL writes it, after which nothing of the load comes
 */
record Load(long firstId, long rows, String endLsn) {}
