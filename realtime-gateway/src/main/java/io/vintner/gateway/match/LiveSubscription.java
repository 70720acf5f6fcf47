package io.vintner.gateway.match;

import io.vintner.gateway.match.Planner.Plan;
import io.vintner.gateway.token.Claims;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A subscription and where it is filed. Its filings change under the lock of the audience only. */
final class LiveSubscription implements Subscription {

    private final Wanted wanted;
    private final Claims claims;
    private final Map<Long, Filing> filings = new HashMap<>(2);

    LiveSubscription(Wanted wanted, Claims claims) {
        this.wanted = wanted;
        this.claims = claims;
    }

    /** The classes of one table that it belongs to. */
    record Filing(
            TableAudience audience,
            @Nullable SubscriptionClass written,
            @Nullable SubscriptionClass deleted) {

        /** Adds a subscription to the classes that {@code plan} names. */
        static Filing of(LiveSubscription subscription, Plan.Classes plan, TableAudience audience) {
            ClassKey written = plan.written();
            ClassKey deleted = plan.deleted();
            return new Filing(
                    audience,
                    written == null ? null : audience.written().add(written, subscription),
                    deleted == null ? null : audience.deleted().add(deleted, subscription));
        }

        /** Takes the subscription out of its classes. */
        void remove(LiveSubscription subscription) {
            if (written != null) {
                audience.written().remove(written, subscription);
            }
            if (deleted != null) {
                audience.deleted().remove(deleted, subscription);
            }
        }
    }

    Wanted wanted() {
        return wanted;
    }

    Claims claims() {
        return claims;
    }

    /** By the table's oid. */
    Map<Long, Filing> filings() {
        return filings;
    }
}
