package io.vintner.tendril.control;

/**
 * What a job's log amounts to, so that the control plane can prove that it has all of it.
 *
 * @param lastSeq number of the last chunk; 0 for a log without any
 * @param bytes of all chunks, in UTF-8
 * @param sha256 of the same bytes, in the order of {@code seq}, in hexadecimal digits
 */
public record LogSeal(long lastSeq, long bytes, String sha256) {}
