package io.vintner.tendril.joblog;

/**
 * What a log amounts to once nothing more comes: by this the other side can prove that it has all
 * of it.
 *
 * @param lastSeq number of the last chunk; the one before the first, if there is none
 * @param bytes of all chunks, in UTF-8
 * @param sha256 of the same bytes, in the order of {@code seq}, in hexadecimal digits
 */
public record WholeLog(long lastSeq, long bytes, String sha256) {}
