package io.vintner.gateway.channel;

import io.vintner.gateway.match.Audience;
import io.vintner.gateway.match.ChangesRequest;
import io.vintner.gateway.match.SubscribeOutcome;
import io.vintner.gateway.match.Subscription;
import io.vintner.gateway.token.Claims;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of all wishes of one channel: they are served together or not at all. */
sealed interface Subscribing {

    /**
     * It is decided.
     *
     * @param subscriptions one for each wish, in their order; none if one was refused
     * @param news what the channel is told of it
     */
    record Decided(List<Subscription> subscriptions, List<SystemMessage> news)
            implements Subscribing {
        public Decided {
            subscriptions = List.copyOf(subscriptions);
            news = List.copyOf(news);
        }

        /** Why the wishes are not served; null if they are. */
        @Nullable String refusal() {
            for (SystemMessage one : news) {
                if (!one.ok()) {
                    return one.text();
                }
            }
            return null;
        }
    }

    /** PostgreSQL is away: nothing is decided, and nothing subscribed. */
    record Unavailable() implements Subscribing {}

    static Decided refused(String why) {
        return new Decided(List.of(), List.of(SystemMessage.notSubscribed(why)));
    }

    /** Subscribes to all of {@code wishes}; may wait for PostgreSQL. */
    static Subscribing to(List<ChangesRequest> wishes, Claims claims, Audience audience) {
        if (wishes.isEmpty()) {
            return new Decided(List.of(), List.of());
        }
        List<Subscription> live = new ArrayList<>(wishes.size());
        boolean all = false;
        try {
            for (ChangesRequest wish : wishes) {
                switch (audience.subscribe(wish, claims)) {
                    case SubscribeOutcome.Subscribed(Subscription one) -> live.add(one);
                    case SubscribeOutcome.Refused(String why) -> {
                        return refused(why);
                    }
                    case SubscribeOutcome.Unavailable _ -> {
                        return new Unavailable();
                    }
                }
            }
            all = true;
            return new Decided(live, List.of(SystemMessage.SUBSCRIBED));
        } finally {
            if (!all) {
                live.forEach(audience::unsubscribe);
            }
        }
    }
}
