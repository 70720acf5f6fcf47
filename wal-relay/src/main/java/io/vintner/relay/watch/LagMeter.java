package io.vintner.relay.watch;

import io.vintner.relay.replication.SlotHealth;
import io.vintner.relay.serve.ChangeFeed.Reached;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Measures how far the relay is behind, by the database's clock only.
 *
 * <p>The commit time of the last transaction alone would not do: where nothing of a busy database
 * is published it may be hours old though nothing is missing. So it also remembers a place of the
 * log that it once saw: when the relay has read up to there, it has missed nothing older. Not
 * thread-safe.
 */
final class LagMeter {

    private record Place(Instant at, long written) {}

    private @Nullable Place awaited;

    /** A time before which the relay has missed nothing. */
    private @Nullable Instant missingSince;

    /**
     * Compares a look at the slot with what the relay has read.
     *
     * @return null if the relay has read nothing of this slot
     */
    @Nullable Lag measure(SlotHealth look, Reached reached) {
        if (reached.position().generation().slot() != look.slot().number()) {
            forget();
            return null;
        }
        Place place = new Place(look.at(), look.written());
        long read = reached.position().lsn();
        long bytes = Math.max(0, look.written() - read);
        if (bytes == 0) {
            missingSince = look.at();
            awaited = null;
            return new Lag(0, Duration.ZERO);
        }
        if (awaited == null) {
            awaited = place;
        } else if (Long.compareUnsigned(read, awaited.written()) >= 0) {
            missingSince = awaited.at();
            awaited = place;
        }
        Instant since = latest(missingSince, reached.committedAt());
        Duration age = Duration.between(since == null ? awaited.at() : since, look.at());
        return new Lag(bytes, age.isNegative() ? Duration.ZERO : age);
    }

    /** What was seen so far is about another time: another relay has read meanwhile. */
    void forget() {
        awaited = null;
        missingSince = null;
    }

    private static @Nullable Instant latest(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }
}
