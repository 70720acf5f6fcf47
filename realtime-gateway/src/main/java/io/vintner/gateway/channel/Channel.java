package io.vintner.gateway.channel;

import io.vintner.gateway.match.ChangesRequest;
import io.vintner.gateway.match.Subscription;
import io.vintner.gateway.protocol.SharedFrame;
import io.vintner.gateway.token.Claims;
import java.util.ArrayList;
import java.util.List;

/**
 * One topic joined on one socket. Opened once, ended once; in between it hears changes.
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

    private enum State {
        JOINING,
        OPEN,
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
        return state == State.OPEN;
    }

    /** Whether it was asked to hear changes. */
    public boolean wantsChanges() {
        return !wishes.isEmpty();
    }

    /** Passes on a change, if the channel is open. */
    public synchronized void hear(SharedFrame change) {
        if (state == State.OPEN) {
            outbox.changed(change);
        }
    }

    /** Tells the channel something, if it is open. */
    public synchronized void tell(SystemMessage message) {
        if (state == State.OPEN) {
            outbox.system(message);
        }
    }

    List<ChangesRequest> wishes() {
        return wishes;
    }

    synchronized List<Subscription> subscriptions() {
        return subscriptions;
    }

    /**
     * Opens it: the answer to the join, then {@code news}; from here on it hears changes.
     *
     * @return whether it did; one that was ended meanwhile stays so
     */
    synchronized boolean open(List<SystemMessage> news) {
        if (state != State.JOINING) {
            return false;
        }
        List<Long> ids = new ArrayList<>(wishes.size());
        wishes.forEach(wish -> ids.add(BindingId.of(wish)));
        outbox.joined(ids);
        news.forEach(outbox::system);
        state = State.OPEN;
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
        boolean joined = state == State.OPEN;
        state = State.OVER;
        if (joined) {
            switch (ending) {
                case Ending.Silent _ -> {}
                case Ending.Closed _ -> outbox.closed();
                case Ending.ClosedFor(String why) -> {
                    outbox.system(SystemMessage.closing(why));
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
