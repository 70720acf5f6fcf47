package io.vintner.gateway.resume;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a heartbeat of a client is a receipt. The client sends its next heartbeat only after its
 * JavaScript has handled the answer to the last one, and it handles what it is sent in order: so
 * the next one proves everything that was sent before that answer.
 *
 * <p>With two exceptions. A client that has given up waiting for an answer may send one heartbeat
 * more before it closes its socket or joins again: so a heartbeat counts only after a while in
 * which neither has happened. And a client that beats without waiting for answers proves nothing:
 * one that is seen to do so gets no receipts on that socket.
 *
 * <p>Not thread-safe.
 *
 * @param <M> marks what had been sent at some moment
 */
final class ReceiptRule<M> {

    /** How long after a heartbeat it is certain that the client has not given up. */
    static final Duration GIVING_UP_MAX = Duration.ofSeconds(3);

    private @Nullable M beforeLastAnswer;
    private @Nullable M beat;
    private long beatAt;
    private boolean waitsForNoAnswer;

    /**
     * A heartbeat came, and is about to be answered.
     *
     * @param now in nanoseconds of any clock that only goes forward
     * @param lastAnswerTaken whether the answer to the heartbeat before it has left for the network
     * @param sentBefore what has been sent by now
     */
    void beat(long now, boolean lastAnswerTaken, M sentBefore) {
        M proven = beforeLastAnswer;
        if (proven != null && !lastAnswerTaken) {
            waitsForNoAnswer = true;
            beat = null;
        }
        if (waitsForNoAnswer) {
            beforeLastAnswer = null;
            return;
        }
        if (proven != null && beat == null) {
            beat = proven;
            beatAt = now;
        }
        beforeLastAnswer = sentBefore;
    }

    /** The client joined a topic again that it had joined: it has given up before. */
    void joinedAgain() {
        beat = null;
    }

    /** What is proven by now; null if nothing new is. Each proof is returned once. */
    @Nullable M proven(long now) {
        M mark = beat;
        if (mark == null || now - beatAt < GIVING_UP_MAX.toNanos()) {
            return null;
        }
        beat = null;
        return mark;
    }
}
