package io.vintner.gateway.match;

import io.vintner.gateway.filter.RowView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of a batch, to be looked up together in the indexes of their tables. For one thread. */
final class Probes {

    private final Map<SubscriptionIndex, List<SubscriptionIndex.Probe>> all = new HashMap<>(4);

    void add(SubscriptionIndex index, RowView row, SubscriptionIndex.Visitor visitor) {
        all.computeIfAbsent(index, _ -> new ArrayList<>())
                .add(new SubscriptionIndex.Probe(row, visitor));
    }

    /** Looks all of them up: every visitor has seen whom its row may concern. */
    void run() {
        all.forEach(SubscriptionIndex::probe);
    }
}
