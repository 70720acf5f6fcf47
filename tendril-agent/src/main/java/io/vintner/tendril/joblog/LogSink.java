package io.vintner.tendril.joblog;

import java.time.Duration;
import java.util.List;

/**
 * Where chunks go. A sink retries by itself whatever may pass (an unreachable server): it answers
 * only when the other side has decided.
 */
public interface LogSink {

    /**
     * Hands over chunks in the order of their {@code seq}; called by one thread at a time, with the
     * next chunks only after the answer. Without chunks it only asks what is expected next. Blocks
     * for as long as the other side is away.
     */
    Answer append(List<LogChunk> chunks) throws InterruptedException;

    /** What the other side decided. */
    sealed interface Answer {

        /**
         * Everything below {@code nextSeq} is stored; chunks that were there before count as
         * stored.
         *
         * @param flushInterval how often the other side wants to hear from this job now
         */
        record Accepted(long nextSeq, Duration flushInterval) implements Answer {}

        /** Nothing was stored: the other side expects {@code nextSeq} first. */
        record Gap(long nextSeq) implements Answer {}

        /**
         * The log was closed as a whole one before, by an earlier run of this program: nothing is
         * missing and nothing more is taken.
         */
        record Complete() implements Answer {}

        /** Nothing of this job will be taken any more, for a reason with a stable name. */
        record Closed(String reason) implements Answer {}
    }
}
