package io.vintner.relay.oracle;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.FeedMessage;
import io.vintner.change.MalformedFeedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one reader was told: the rows as it knows them, and every transaction. It holds the feed to
 * its promise at each message: positions without gap, repeat or disorder, ordinals without holes,
 * no change of a row that is not there. The first breach is kept. Thread-safe.
 */
final class ReaderModel {

    private final Map<Long, ReaderTable> tables = new TreeMap<>();
    private final List<Told.Transaction> transactions = new ArrayList<>();
    private final List<Told> open = new ArrayList<>();
    private @Nullable ChangePosition position;
    private @Nullable Instant committedAt;

    /** The LSN and the last ordinal of the transaction that is being told. */
    private @Nullable ChangePosition within;

    private long changes;
    private @Nullable String breach;

    /** Takes the next message; false if the feed has broken its promise and is of no use. */
    synchronized boolean accept(FeedMessage message) {
        if (breach == null) {
            try {
                take(message);
            } catch (BrokenPromise broken) {
                breach = "%s; after %s came %s".formatted(broken.getMessage(), position, message);
            }
        }
        return breach == null;
    }

    /** The feed's bytes cannot be read. */
    synchronized void unreadable(MalformedFeedException malformed) {
        if (breach == null) {
            breach = "after %s came what is no message: %s".formatted(position, malformed);
        }
    }

    /** How the feed has broken its promise; null if it has not. */
    synchronized @Nullable String breach() {
        return breach;
    }

    /** Where to continue. */
    synchronized @Nullable ChangePosition position() {
        return position;
    }

    synchronized @Nullable Instant committedAt() {
        return committedAt;
    }

    synchronized List<Told.Transaction> transactions() {
        return List.copyOf(transactions);
    }

    synchronized int transactionCount() {
        return transactions.size();
    }

    synchronized long changeCount() {
        return changes;
    }

    /** The tables as it knows them now. */
    synchronized List<ReaderTable> tables() {
        return List.copyOf(tables.values());
    }

    private void take(FeedMessage message) {
        switch (message) {
            case FeedMessage.Opened(ChangePosition from, ChangePosition _) -> {
                require(position == null || position.equals(from), "opened elsewhere");
                position = from;
            }
            case FeedMessage.Described _ -> {}
            case FeedMessage.Changed(ChangeEvent event) -> take(event);
            case FeedMessage.Progress progress -> take(progress);
            case FeedMessage.Gap _ -> throw new BrokenPromise("a gap");
        }
    }

    private void take(ChangeEvent event) {
        ChangePosition at = event.position();
        require(position != null && at.isAfter(position), "a repeat, or disorder");
        if (within == null) {
            require(at.ordinal() == 1, "a transaction does not begin with 1");
        } else {
            require(at.lsn() == within.lsn(), "a transaction begins inside another");
            require(at.ordinal() == within.ordinal() + 1, "a hole in a transaction");
        }
        within = at;
        position = at;
        committedAt = event.committedAt();
        tables.computeIfAbsent(event.table().oid(), _ -> new ReaderTable()).apply(event);
        open.add(Told.of(event));
        changes++;
    }

    private void take(FeedMessage.Progress progress) {
        require(
                position != null && !position.isAfter(progress.position()),
                "progress goes backwards");
        position = progress.position();
        committedAt = progress.committedAt();
        if (within != null && position.lsn() != within.lsn()) {
            transactions.add(new Told.Transaction(ledgerEntry(), within, open));
            within = null;
            open.clear();
        }
    }

    /** The id of the transaction that is complete, by the row that each has in the ledger. */
    private String ledgerEntry() {
        Told last = open.getLast();
        require(last.table().equals(RandomSchema.LEDGER), "the last change is not the ledger's");
        require(
                Integer.toString(open.size() - 1).equals(last.values().get("changes")),
                "%d changes told, %s made"
                        .formatted(open.size() - 1, last.values().get("changes")));
        return String.valueOf(last.values().get("tx"));
    }

    private static void require(boolean holds, String breach) {
        if (!holds) {
            throw new BrokenPromise(breach);
        }
    }
}
