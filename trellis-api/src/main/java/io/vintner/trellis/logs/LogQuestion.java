package io.vintner.trellis.logs;

import org.jspecify.annotations.Nullable;

/**
 * Which rows of a log are asked for.
 *
 * @param after rows of a larger id; 0: from the first
 * @param afterSeq rows of a larger number in their attempt; null: any
 * @param attempt null: any
 * @param stream null: any
 */
record LogQuestion(
        long after,
        @Nullable Long afterSeq,
        @Nullable Integer attempt,
        @Nullable StreamType stream,
        int limit) {

    LogQuestion continuedAfter(long id) {
        return new LogQuestion(id, afterSeq, attempt, stream, limit);
    }
}
