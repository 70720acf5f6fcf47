package io.vintner.relay.window;

import io.vintner.change.FeedMessage.Gap.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What a window has seen since it was made. Counted by its writer, read by any thread. */
public final class WindowCounts {

    private final Map<Reason, LongAdder> gaps = new EnumMap<>(Reason.class);
    private volatile long events;
    private volatile long transactions;
    private long eventsWritten;
    private long transactionsWritten;

    WindowCounts() {
        for (Reason reason : Reason.values()) {
            gaps.put(reason, new LongAdder());
        }
    }

    /** The number of changes, each counted once. */
    public long events() {
        return events;
    }

    /**
     * The number of transactions. Those without a published change are among them only before
     * PostgreSQL 15, which sends them.
     */
    public long transactions() {
        return transactions;
    }

    /** The number of gaps that readers were told for that reason. */
    public long gaps(Reason reason) {
        return Objects.requireNonNull(gaps.get(reason)).sum();
    }

    void event() {
        eventsWritten++;
    }

    void transaction() {
        transactionsWritten++;
    }

    /** Any thread. */
    void gap(Reason reason) {
        Objects.requireNonNull(gaps.get(reason)).increment();
    }

    /** Shows what was counted so far; once a batch, not once a change. */
    void publish() {
        events = eventsWritten;
        transactions = transactionsWritten;
    }
}
