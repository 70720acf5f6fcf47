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
@SuppressWarnings(
        "ArrayRecordComponent") // identity is never asked of it, and a copy per delivery would be
// waste
public record Delivery(ChangePosition position, List<Subscription> subscriptions, byte[] data) {

    public Delivery {
        subscriptions = List.copyOf(subscriptions);
    }
}
