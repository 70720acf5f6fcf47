package io.vintner.gateway.channel;

import io.vintner.gateway.match.Audience;
import io.vintner.gateway.match.Subscription;
import io.vintner.gateway.token.Claims;
import io.vintner.gateway.token.TokenVerifier;
import io.vintner.gateway.token.Verification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All channels of this gateway, and which of them hears by which subscription. Thread-safe.
 *
 * <p>Changes come in batches ({@link #during}); between two of them a channel's subscriptions can
 * be exchanged for others, so that each change reaches it by the old ones or by the new ones: never
 * by both, never by none.
 */
public final class ChannelRegistry {

    private final Audience audience;
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
    private final Map<Subscription, Listener> listeners = new ConcurrentHashMap<>();

    /** Fair: an exchange waits for one batch, not for a lull. */
    private final ReentrantLock batch = new ReentrantLock(true);

    public ChannelRegistry(Audience audience) {
        this.audience = audience;
    }

    /** Handles one batch of changes; meanwhile nobody's subscriptions are exchanged. */
    public void during(Runnable handling) {
        batch.lock();
        try {
            handling.run();
        } finally {
            batch.unlock();
        }
    }

    /** Who hears by that subscription; null if it is no longer anybody's. */
    public @Nullable Listener listener(Subscription subscription) {
        return listeners.get(subscription);
    }

    /** How many channels are open. */
    public int size() {
        return channels.size();
    }

    /** Changes were missed: whoever hears changes is sent back to join again. */
    public void missed() {
        for (Channel channel : channels) {
            if (channel.wantsChanges()) {
                end(channel, new Ending.Failed(SystemMessage.CHANGES_MISSED));
            }
        }
    }

    /** Sends the channels whose token has expired back to join again, with another one. */
    public void expire(Instant now) {
        for (Channel channel : channels) {
            Claims claims = channel.claims();
            if (!claims.expiresAt().isAfter(now)) {
                String why = TokenVerifier.expired(claims, now);
                end(channel, new Ending.Failed(SystemMessage.ending(why)));
            }
        }
    }

    /**
     * Looks at every channel's token again: what may no longer be used is closed, and told why.
     *
     * @param judge never waits
     */
    public void review(Function<Claims, Verification> judge) {
        channels.forEach(channel -> review(channel, judge));
    }

    /** As {@link #review(Function)}, for one channel. */
    void review(Channel channel, Function<Claims, Verification> judge) {
        switch (judge.apply(channel.claims())) {
            case Verification.Rejected rejected ->
                    end(channel, new Ending.ClosedFor(rejected.message()));
            case Verification.Accepted _ -> {}
        }
    }

    /** Ends a channel, and with it its subscriptions; one that has ended is left alone. */
    public void end(Channel channel, Ending ending) {
        if (channel.end(ending)) {
            channels.remove(channel);
            release(channel.subscriptions());
        }
    }

    /**
     * Opens a channel.
     *
     * @param start where it begins; null for the present
     * @return whether it did; not if changes were missed in this very moment
     */
    boolean open(Channel channel, List<SystemMessage> news, Resumer.@Nullable Start start) {
        channels.add(channel);
        listen(channel, channel.subscriptions());
        boolean open = channel.open(news, start);
        if (!open) {
            release(channel.subscriptions());
        }
        return open;
    }

    /** A channel will not open: gives up its subscriptions. */
    void abandon(Channel channel) {
        release(channel.subscriptions());
    }

    /** Between two batches, lets {@code channel} hear by {@code others} from now on. */
    void exchange(Channel channel, List<Subscription> others, Claims bearer) {
        List<Subscription> before = channel.subscriptions();
        boolean exchanged;
        batch.lock();
        try {
            exchanged = channel.exchange(others, bearer);
            if (exchanged) {
                before.forEach(listeners::remove);
                listen(channel, others);
            }
        } finally {
            batch.unlock();
        }
        release(exchanged ? before : others);
        if (exchanged && !channel.isOpen()) {
            // It ended meanwhile, with the subscriptions that it had before or has now.
            release(others);
        }
    }

    private void release(List<Subscription> subscriptions) {
        for (Subscription subscription : subscriptions) {
            listeners.remove(subscription);
            audience.unsubscribe(subscription);
        }
    }

    private void listen(Channel channel, List<Subscription> subscriptions) {
        for (int index = 0; index < subscriptions.size(); index++) {
            listeners.put(
                    subscriptions.get(index),
                    new Listener(channel, BindingId.of(channel.wishes().get(index))));
        }
    }
}
