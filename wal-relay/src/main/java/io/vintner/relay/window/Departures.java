package io.vintner.relay.window;

import java.time.Duration;

/**
 * Which pieces of a window must leave it: those past its limits, and those that were there when
 * somebody wished the window away. Any thread may wish; all else is the writer's.
 */
final class Departures {

    private final WindowLimits limits;
    private volatile boolean wished;
    private volatile boolean wishedWithoutDelay;

    /** Pieces with a lower number were wished away. */
    private long wishedBefore;

    /** Of pieces with a lower number not even a reader that needs one may keep it. */
    private long withoutDelayBefore;

    Departures(WindowLimits limits) {
        this.limits = limits;
    }

    /**
     * Wishes everything away that is in the window now.
     *
     * @param delay whether a reader may keep what it has not taken for as long as usual; if not,
     *     what was wished away before leaves whoever needs it, so that a reader which is behind by
     *     the blink of an eye has from one wish to the next
     */
    void wish(boolean delay) {
        if (!delay) {
            wishedWithoutDelay = true;
        }
        wished = true;
    }

    /** Whether there is a wish that was not granted yet. */
    boolean isWished() {
        return wished;
    }

    /** Forgets what was wished and not granted. */
    void forgetWishes() {
        wished = false;
        wishedWithoutDelay = false;
    }

    /** Grants what was wished, for the pieces before that number. */
    void grant(long number) {
        wished = false;
        if (wishedWithoutDelay) {
            wishedWithoutDelay = false;
            withoutDelayBefore = wishedBefore;
        }
        wishedBefore = number;
    }

    /** Whether the piece, the window's first, must leave as soon as its readers let it. */
    boolean isDue(Segment segment, long sealedBytes, Place head, long now) {
        return sealedBytes > limits.bytesMax()
                || now - segment.lastAt() >= limits.ageMax().toMillis()
                || segment.number < wishedBefore
                || isOverWal(segment, head);
    }

    /**
     * For how long a reader may keep a due piece from leaving, in milliseconds. One large
     * transaction can carry the log far past its bound at once, so that even then a reader that is
     * at work has the time to take what there is.
     */
    long patience(Segment segment, Place head) {
        if (segment.number < withoutDelayBefore) {
            return 0;
        }
        Duration patience = isOverWal(segment, head) ? limits.stallMaxOverWal() : limits.stallMax();
        return patience.toMillis();
    }

    /** Whether the piece is far from leaving, when {@code newest} is the number of the last one. */
    boolean isWellWithin(Segment segment, long newest, long now) {
        long behind = (newest - segment.number) * limits.segmentBytes();
        long age = now - segment.lastAt();
        return segment.number == newest
                || (behind < limits.bytesMax() / 2 && age < limits.ageMax().toMillis() / 2);
    }

    private boolean isOverWal(Segment segment, Place head) {
        return head.position().lsn() - segment.firstLsn() > limits.walMax();
    }
}
