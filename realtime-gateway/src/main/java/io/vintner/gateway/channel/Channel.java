package io.vintner.gateway.channel;

import io.vintner.change.ChangePosition;
import io.vintner.gateway.match.ChangesRequest;
import io.vintner.gateway.match.Subscription;
import io.vintner.gateway.protocol.SharedFrame;
import io.vintner.gateway.token.Claims;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One topic joined on one socket. Opened once, ended once; in between it hears changes: from the
 * present on, or from a place in the past, until it has caught up.
 *
 * <p>Thread-safe: what it tells its outbox is told under its own lock, so that the answer to the
 * join comes before any change, and nothing comes after the end.
 */
public final class Channel {

    private final Topic topic;
    private final Outbox outbox;
    private final List<ChangesRequest> wishes;
    private Claims claims;
    private List<Subscription> subscriptions;
    private State state = State.JOINING;

    /** Null for a channel that hears what is live. */
    private @Nullable CatchUp catchUp;

    private enum State {
        JOINING,
        BEHIND,
        LIVE,
        OVER
    }

    /** What became of a channel that was to catch up. */
    public enum Arrival {
        /** It hears what is live, and was told that it has missed nothing. */
        RESUMED,
        /** It hears what is live; what was to be said was said when it opened. */
        LIVE,
        /** It hears what is live; it was told to fetch what it missed. */
        LOST,
        /** It was told to fetch, and has missed something since: it is to be joined again. */
        MISSED,
        /** It has more to catch up with. */
        NOT_YET,
        /** It has ended. */
        OVER
    }

    Channel(
            Topic topic,
            Outbox outbox,
            List<ChangesRequest> wishes,
            Claims claims,
            List<Subscription> subscriptions) {
        this.topic = topic;
        this.outbox = outbox;
        this.wishes = List.copyOf(wishes);
        this.claims = claims;
        this.subscriptions = List.copyOf(subscriptions);
    }

    /** Its name. */
    public Topic topic() {
        return topic;
    }

    /** As whom it hears. */
    public synchronized Claims claims() {
        return claims;
    }

    /** Whether it has been joined and has not ended. */
    public synchronized boolean isOpen() {
        return state == State.LIVE || state == State.BEHIND;
    }

    /** Whether it was asked to hear changes. */
    public boolean wantsChanges() {
        return !wishes.isEmpty();
    }

    /** Passes on a live change, if the channel is open and has come so far. */
    public synchronized void hear(SharedFrame change) {
        if (state == State.LIVE) {
            outbox.changed(change);
        } else if (catchUp != null) {
            catchUp.live(change);
        }
    }

    /** Tells the channel something, if it is open. */
    public synchronized void tell(SystemMessage message) {
        if (isOpen()) {
            outbox.system(message);
        }
    }

    List<ChangesRequest> wishes() {
        return wishes;
    }

    /** The numbers of its bindings, in the order asked for. */
    public List<Long> bindingIds() {
        List<Long> ids = new ArrayList<>(wishes.size());
        wishes.forEach(wish -> ids.add(BindingId.of(wish)));
        return ids;
    }

    /** By what it hears now; the same list as long as that stays the same. */
    public synchronized List<Subscription> subscriptions() {
        return subscriptions;
    }

    /**
     * Up to where everything that it hears of has been put on its way.
     *
     * @param live up to where that is so for channels that hear what is live; read before this call
     * @return null if it is not open
     */
    public synchronized @Nullable ChangePosition heardUpTo(ChangePosition live) {
        return switch (state) {
            case LIVE -> live;
            case BEHIND -> behind();
            case JOINING, OVER -> null;
        };
    }

    /** Up to where it has caught up; null if there is nothing to catch up with. */
    public synchronized @Nullable ChangePosition behind() {
        return state == State.BEHIND && catchUp != null ? catchUp.position() : null;
    }

    /** Whether more of the past may be given to it: its client takes what it is sent. */
    public boolean hasRoom() {
        return outbox.hasRoom();
    }

    /**
     * Tells it of a part of the past.
     *
     * @param by the subscriptions that were asked
     * @param changes what it hears of
     * @param upTo up to where that is everything after {@link #behind}
     * @return false if it has ended or has other subscriptions by now: then nothing was told
     */
    @SuppressWarnings("ReferenceEquality") // the same list as long as nothing was exchanged
    public synchronized boolean replay(
            List<Subscription> by, List<SharedFrame> changes, ChangePosition upTo) {
        if (catchUp == null || subscriptions != by) {
            return false;
        }
        changes.forEach(outbox::changed);
        catchUp.replayed(changes.size(), upTo);
        return true;
    }

    /** Between two batches of changes: live ones wait from now on. */
    public synchronized void hold() {
        if (catchUp != null) {
            catchUp.hold();
        }
    }

    /**
     * Between two batches of changes: live ones wait from now on; what was before is lost.
     *
     * @param present the place between the batches
     */
    public synchronized void giveUp(ChangePosition present) {
        if (catchUp != null) {
            catchUp.giveUp(present);
        }
    }

    /** It has caught up with everything before what waits: says so, and hears what is live. */
    public synchronized Arrival goLive() {
        CatchUp caughtUp = catchUp;
        if (caughtUp == null) {
            return Arrival.OVER;
        }
        List<SharedFrame> held = caughtUp.held();
        if (held == null) {
            return Arrival.NOT_YET;
        }
        Arrival arrival = caughtUp.arrival();
        if (arrival == Arrival.MISSED) {
            return arrival;
        }
        SystemMessage answer = caughtUp.answer();
        if (answer != null) {
            outbox.system(answer);
        }
        held.forEach(outbox::changed);
        state = State.LIVE;
        catchUp = null;
        return arrival;
    }

    /**
     * Opens it: the answer to the join, then {@code news}; from here on it hears changes.
     *
     * @param start where it begins; null for the present
     * @return whether it did; one that was ended meanwhile stays so
     */
    synchronized boolean open(List<SystemMessage> news, Resumer.@Nullable Start start) {
        if (state != State.JOINING) {
            return false;
        }
        outbox.joined(bindingIds());
        news.forEach(outbox::system);
        if (start == null) {
            state = State.LIVE;
        } else {
            state = State.BEHIND;
            catchUp = new CatchUp(start);
        }
        return true;
    }

    /**
     * Lets it hear by other subscriptions, as somebody else.
     *
     * @return whether it did; an ended channel does not
     */
    synchronized boolean exchange(List<Subscription> others, Claims bearer) {
        if (state == State.OVER) {
            return false;
        }
        subscriptions = List.copyOf(others);
        claims = bearer;
        return true;
    }

    /**
     * Ends it.
     *
     * @return whether this call did; it ends only once
     */
    synchronized boolean end(Ending ending) {
        if (state == State.OVER) {
            return false;
        }
        boolean joined = isOpen();
        state = State.OVER;
        catchUp = null;
        if (joined) {
            switch (ending) {
                case Ending.Silent _ -> {}
                case Ending.Closed _ -> outbox.closed();
                case Ending.ClosedFor(String why) -> {
                    outbox.system(SystemMessage.ending(why));
                    outbox.closed();
                }
                case Ending.Failed(SystemMessage why) -> {
                    outbox.system(why);
                    outbox.failed();
                }
            }
        }
        return true;
    }
}
