package io.vintner.gateway.match;

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
            @Nullable SubscriptionClass deleted) {}

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
