package io.vintner.gateway.intake;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.FeedMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the messages of the feed over all its connections: what is new is kept for the listener,
 * repeats are dropped, gaps are told. Not thread-safe, except {@link #position()}.
 */
final class FeedProgress {

    private static final Logger LOG = Logger.getLogger(FeedProgress.class);

    private final ChangeListener listener;
    private List<ChangeEvent> fresh = new ArrayList<>();
    private volatile @Nullable FeedPosition position;
    private @Nullable ChangePosition opened;

    /** What comes up to there had happened before the gateway came; null once all of it came. */
    private @Nullable ChangePosition past;

    /** The last position that the listener was told. */
    private @Nullable ChangePosition told;

    FeedProgress(ChangeListener listener) {
        this.listener = listener;
    }

    /** Up to where everything has been received; null before the first message ever. */
    @Nullable FeedPosition position() {
        return position;
    }

    /** How many changes wait to be handed on. */
    int waiting() {
        return fresh.size();
    }

    /** Whether all that had happened before the gateway came has been handed on. */
    boolean isCaughtUp() {
        return position != null && past == null;
    }

    void receive(FeedMessage message) {
        if (message instanceof FeedMessage.Opened(ChangePosition at, ChangePosition present)) {
            opened = at;
            if (position == null) {
                begin(at, present);
            }
            return;
        }
        if (message instanceof FeedMessage.Gap(FeedMessage.Gap.Reason _, ChangePosition at)) {
            opened = null;
            missed(at);
            return;
        }
        continueFromOpened();
        switch (message) {
            case FeedMessage.Changed(ChangeEvent event) -> {
                if (isAfterPosition(event.position())) {
                    endPastBefore(event.position());
                    fresh.add(event);
                    position = new FeedPosition(event.position(), event.committedAt());
                }
            }
            case FeedMessage.Progress(ChangePosition at, Instant committedAt) -> {
                if (isAfterPosition(at)) {
                    position = new FeedPosition(at, committedAt);
                }
            }
            case FeedMessage.Described _, FeedMessage.Opened _, FeedMessage.Gap _ -> {}
        }
        endPast();
    }

    private void begin(ChangePosition at, @Nullable ChangePosition present) {
        position = new FeedPosition(at, null);
        past = present;
        tellReached();
        endPast();
    }

    private void endPastBefore(ChangePosition next) {
        ChangePosition present = past;
        if (present != null && next.isAfter(present)) {
            handOn();
            past = null;
        }
    }

    private void endPast() {
        ChangePosition present = past;
        FeedPosition known = position;
        if (present != null && known != null && !present.isAfter(known.position())) {
            handOn();
            past = null;
        }
    }

    /** A change came that could not be read: it counts as missed. */
    void unreadable() {
        FeedPosition known = position;
        if (known != null) {
            missed(known.position());
        }
    }

    /** The relay refuses the position: what came after it is lost. */
    void positionRefused() {
        handOn();
        position = null;
        lost();
    }

    /** Hands the waiting changes on; those that the listener fails at count as missed. */
    void handOn() {
        if (!fresh.isEmpty()) {
            List<ChangeEvent> batch = fresh;
            fresh = new ArrayList<>();
            try {
                if (past == null) {
                    listener.changed(batch);
                } else {
                    listener.past(batch);
                }
            } catch (RuntimeException failure) {
                LOG.errorf(failure, "changes could not be handed on, count=%d", batch.size());
                lost();
            }
        }
        tellReached();
    }

    private void tellReached() {
        FeedPosition known = position;
        if (known != null && !known.position().equals(told)) {
            told = known.position();
            listener.reached(known.position());
        }
    }

    /** A stream that opens elsewhere than asked, and does not say so, has a gap all the same. */
    private void continueFromOpened() {
        ChangePosition at = opened;
        opened = null;
        FeedPosition known = position;
        if (at != null && known != null && isGap(known.position(), at)) {
            missed(at);
        }
    }

    private static boolean isGap(ChangePosition known, ChangePosition at) {
        return !at.generation().equals(known.generation()) || at.isAfter(known);
    }

    private boolean isAfterPosition(ChangePosition at) {
        FeedPosition known = position;
        return known == null || at.isAfter(known.position());
    }

    private void missed(ChangePosition goesOnAt) {
        handOn();
        position = new FeedPosition(goesOnAt, null);
        lost();
        tellReached();
    }

    private void lost() {
        past = null;
        told = null;
        FeedPosition goesOnAt = position;
        listener.missed(goesOnAt == null ? null : goesOnAt.position());
    }
}
