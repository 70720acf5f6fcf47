package io.vintner.local.oracle;

/** What has happened to a channel at its client. Moments are of {@link System#nanoTime}. */
sealed interface Heard {

    /**
     * Its join was answered.
     *
     * @param marker the transaction that was begun after that
     */
    record Joined(String marker, long at) implements Heard {}

    /** A change, as {@link Messages} writes it. */
    record Told(String message) implements Heard {}

    /** Everything since its receipt was told, so many changes. */
    record Resumed(long count) implements Heard {}

    /** There is no receipt. */
    record Fetch() implements Heard {}

    /** Changes were missed. */
    record Missed() implements Heard {}

    /**
     * A heartbeat, sent after the answer to the one before had come.
     *
     * @param proves how many entries of the log came before that answer
     */
    record Beat(long at, int proves) implements Heard {}

    /** It has left. */
    record Left() implements Heard {}

    /** It is not joined any more. */
    record Ended(long at) implements Heard {}
}
