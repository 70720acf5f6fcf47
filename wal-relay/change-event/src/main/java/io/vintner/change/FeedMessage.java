package io.vintner.change;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One line of the change feed (docs/contracts/change-feed.md). */
public sealed interface FeedMessage {

    /**
     * The first message of every stream: what follows continues exactly at {@code position}, unless
     * the next message is a {@link Gap}.
     *
     * @param present what comes up to there had happened when the reader came; null unless it asked
     *     for the past
     */
    record Opened(ChangePosition position, @Nullable ChangePosition present)
            implements FeedMessage {

        /** Of a stream that begins where its reader stands. */
        public Opened(ChangePosition position) {
            this(position, null);
        }
    }

    /** Describes a table's shape, before the first change in the stream that refers to it. */
    record Described(Table table) implements FeedMessage {}

    /** A change. */
    record Changed(ChangeEvent event) implements FeedMessage {}

    /**
     * Everything before {@code position} has been sent. Follows each commit, and comes every few
     * seconds when nothing happens, so that a reader's position never grows old.
     *
     * @param committedAt of the last transaction before it; null if the relay has seen none
     */
    record Progress(ChangePosition position, @Nullable Instant committedAt)
            implements FeedMessage {}

    /**
     * Changes were missed and cannot be sent any more; the stream goes on at {@code position},
     * possibly of another generation.
     */
    record Gap(Reason reason, ChangePosition position) implements FeedMessage {

        /** Why a reader cannot get what it asked for. */
        public enum Reason {
            /** The position is older than the replay window. */
            WINDOW_PASSED,
            /** The position is of another generation: another slot, timeline or cluster. */
            OTHER_GENERATION,
            /** The position is one that this database has not reached: it was restored. */
            AHEAD_OF_DATABASE,
            /** The position is known, but its transaction committed at another time. */
            OTHER_HISTORY,
            /** The reader held the relay back for longer than allowed. */
            STALLED
        }
    }
}
