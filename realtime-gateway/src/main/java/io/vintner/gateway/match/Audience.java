package io.vintner.gateway.match;

import io.vintner.change.ChangeEvent;
import io.vintner.gateway.token.Claims;
import java.util.Collection;
import java.util.List;

/**
 * Who hears of a change: everybody subscribed to its table whose filter passes and who may see the
 * row as it was committed.
 *
 * <p>Thread-safe. All methods may wait for PostgreSQL: they are called on virtual threads.
 */
public interface Audience {

    /**
     * Adds a subscription. When this returns {@link SubscribeOutcome.Subscribed}, every change that
     * is given to {@link #hear} from then on reaches it.
     */
    SubscribeOutcome subscribe(ChangesRequest request, Claims claims);

    /** Removes a subscription; one that is not there is left alone. */
    void unsubscribe(Subscription subscription);

    /**
     * Decides who hears of {@code events}.
     *
     * @param events a part of the stream, in commit order
     * @return what to deliver, in the order of the events
     */
    List<Delivery> hear(List<ChangeEvent> events);

    /**
     * Decides as {@link #hear(List)} does, but for some subscriptions only. What it costs depends
     * on their number, not on that of all.
     */
    List<Delivery> hear(List<ChangeEvent> events, Collection<Subscription> only);
}
