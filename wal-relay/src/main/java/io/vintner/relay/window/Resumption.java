package io.vintner.relay.window;

import io.vintner.change.ChangePosition;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a database sends again after a break, compared with what the window holds. A database that
 * was set back to a copy, and has gone on past the window's end since, tells another history under
 * the same positions; what it sends must not be taken for repeats.
 *
 * <p>The histories are one if each transaction that is sent again stands in the window, at the same
 * place and with the same commit time, and if the window's last one was among them. For the
 * window's writer only.
 */
final class Resumption {

    private final Segments segments;

    /** The window's last place; it does not move while repeats come. */
    private final Place end;

    /** Where the last transaction was found: repeats come in order. */
    private Segment at;

    /** The commit time of the last transaction that both are known to have. */
    private @Nullable Instant shared;

    /** Whether changes were passed over whose commit has not come. */
    private boolean insideRepeat;

    private boolean contradicted;

    /**
     * @param confirmed the place from which the database sends again
     */
    Resumption(Segments segments, Place end, ChangePosition confirmed) {
        this.segments = segments;
        this.end = end;
        this.at = segments.first();
        Place before = segments.lastUpTo(new Place(confirmed, null));
        // Inside a transaction, its commit is still to be sent again.
        this.shared = isInsideTransaction(before) ? null : before.committedAt();
    }

    /**
     * Takes the next change, commit (ordinal 0) or idle place (no commit time). True for the first
     * that is no repeat, if all was well until then; after that there is nothing to take.
     */
    boolean isNew(Place place) {
        boolean repeated = !place.position().isAfter(end.position());
        if (repeated) {
            compare(place);
        } else {
            contradicted |= !follows(place);
        }
        return !repeated && !contradicted;
    }

    /** Whether nothing that the database sends can follow the window. */
    boolean isContradicted() {
        return contradicted;
    }

    private void compare(Place place) {
        if (isInsideTransaction(place)) {
            insideRepeat = true;
        } else if (place.committedAt() != null) {
            insideRepeat = false;
            shared = place.committedAt();
            boolean kept = place.position().isAfter(segments.floor().position());
            contradicted |= kept && !holds(place);
        }
    }

    private boolean follows(Place place) {
        if (isInsideTransaction(end)) {
            boolean sameCommit =
                    !isInsideTransaction(place) || place.position().lsn() == end.position().lsn();
            return sameCommit && Objects.equals(place.committedAt(), end.committedAt());
        }
        return !insideRepeat && Objects.equals(shared, end.committedAt());
    }

    private boolean holds(Place commit) {
        if (at.number < segments.first().number) {
            at = segments.first();
        }
        int entries = at.entriesUpTo(commit.position());
        Segment following = at.next();
        while (following != null && following.entriesUpTo(commit.position()) > 0) {
            at = following;
            entries = at.entriesUpTo(commit.position());
            following = at.next();
        }
        return entries > 0 && at.place(entries - 1).equals(commit);
    }

    private static boolean isInsideTransaction(Place place) {
        return place.position().ordinal() > 0;
    }
}
