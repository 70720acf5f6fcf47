package io.vintner.gateway.match;

import io.vintner.change.ChangePosition;
import java.util.List;

/**
 * One change and everybody who hears the same of it.
 *
 * @param position of the change
 * @param subscriptions at least one
 * @param data the {@code data} object of the {@code postgres_changes} message (realtime protocol,
 *     section 6) as UTF-8 JSON: rendered once, shared by all subscriptions; not to be modified
 */
// Never compared, and a copy for each delivery would be waste.
@SuppressWarnings("ArrayRecordComponent")
public record Delivery(ChangePosition position, List<Subscription> subscriptions, byte[] data) {

    public Delivery {
        subscriptions = List.copyOf(subscriptions);
    }
}
