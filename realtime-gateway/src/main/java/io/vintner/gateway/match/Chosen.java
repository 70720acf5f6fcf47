package io.vintner.gateway.match;

import io.vintner.gateway.match.LiveSubscription.Filing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Some subscriptions, by the classes that they belonged to when they were chosen. Filled under the
 * lock of the audience; for one thread.
 */
final class Chosen {

    /** Up to so many classes are looked at one by one; with more of them the index is quicker. */
    private static final int FEW = 16;

    private final Map<SubscriptionClass, List<Subscription>> members = new HashMap<>();
    private final Map<TableAudience, Set<SubscriptionClass>> written = new HashMap<>();
    private final Map<TableAudience, Set<SubscriptionClass>> deleted = new HashMap<>();

    void add(LiveSubscription live) {
        for (Filing filing : live.filings().values()) {
            add(live, filing.written(), filing.audience(), written);
            add(live, filing.deleted(), filing.audience(), deleted);
        }
    }

    private void add(
            LiveSubscription live,
            @Nullable SubscriptionClass of,
            TableAudience audience,
            Map<TableAudience, Set<SubscriptionClass>> classes) {
        if (of != null) {
            members.computeIfAbsent(of, _ -> new ArrayList<>(1)).add(live);
            classes.computeIfAbsent(audience, _ -> new LinkedHashSet<>()).add(of);
        }
    }

    /** Whether somebody of that class was chosen. */
    boolean has(SubscriptionClass one) {
        return members.containsKey(one);
    }

    /** Who of that class was chosen. */
    List<Subscription> members(SubscriptionClass one) {
        return members.getOrDefault(one, List.of());
    }

    /** Shows every class to {@code visitor} that was chosen and that {@code row} may concern. */
    void probeWritten(TableAudience audience, RowVersion row, SubscriptionIndex.Visitor visitor) {
        probe(written.get(audience), audience.written(), row, visitor);
    }

    /** As {@link #probeWritten}, for a row that is gone. */
    void probeDeleted(TableAudience audience, RowVersion row, SubscriptionIndex.Visitor visitor) {
        probe(deleted.get(audience), audience.deleted(), row, visitor);
    }

    private static void probe(
            @Nullable Set<SubscriptionClass> classes,
            SubscriptionIndex index,
            RowVersion row,
            SubscriptionIndex.Visitor visitor) {
        if (classes == null) {
            return;
        }
        if (classes.size() <= FEW) {
            classes.forEach(visitor::candidate);
        } else {
            index.probe(List.of(new SubscriptionIndex.Probe(row, visitor)));
        }
    }
}
