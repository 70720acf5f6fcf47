package io.vintner.trellis.idempotency;

/**
 * What a caller's {@code Idempotency-Key} stands for.
 *
 * @param scope whose keys are one set, and of which calls
 * @param key that the caller chose
 */
public record CallKey(String scope, String key) {}
