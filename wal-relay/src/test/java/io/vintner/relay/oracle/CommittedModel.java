package io.vintner.relay.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was written: every transaction that was to commit with each change that it made, as {@code
 * returning} told it. Whether one has committed, where its answer was lost, is decided by the row
 * that it has in the ledger. Thread-safe.
 */
final class CommittedModel {

    private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();

    /** A change, with PostgreSQL's text of each column. */
    record Change(Told.Kind kind, String table, Map<String, @Nullable String> values) {
        static Change truncation(String table) {
            return new Change(Told.Kind.TRUNCATE, table, Map.of());
        }
    }

    private record Attempt(List<Change> changes) {}

    /** A transaction is about to commit. */
    void attempts(String transaction, List<Change> changes) {
        attempts.put(transaction, new Attempt(List.copyOf(changes)));
    }

    /** Its commit was answered. */
    void hasCommitted(String transaction) {
        answered.add(transaction);
    }

    /** The number of transactions that have committed at least. */
    int committedCount() {
        return answered.size();
    }

    /**
     * Checks what a reader was told against it.
     *
     * @param committed the transactions of the ledger, in the order in which the database has
     *     committed them
     */
    void verify(List<Told.Transaction> told, List<String> committed) {
        assertThat(committed)
                .as("the ledger has every transaction whose commit was answered")
                .containsAll(answered);
        assertThat(attempts.keySet())
                .as("the ledger has no transaction that was not to commit")
                .containsAll(committed);
        List<String> toldIds = told.stream().map(Told.Transaction::id).toList();
        if (!toldIds.equals(committed)) {
            throw new AssertionError(difference(toldIds, committed));
        }
        told.forEach(this::verify);
    }

    private static String difference(List<String> told, List<String> committed) {
        Set<String> lost = new HashSet<>(committed);
        told.forEach(lost::remove);
        Set<String> invented = new HashSet<>(told);
        committed.forEach(invented::remove);
        int first = 0;
        while (first < Math.min(told.size(), committed.size())
                && told.get(first).equals(committed.get(first))) {
            first++;
        }
        return "%d transactions told, %d committed; lost %s; invented %s; the first difference is number %d"
                .formatted(told.size(), committed.size(), lost, invented, first + 1);
    }

    private void verify(Told.Transaction transaction) {
        List<Change> made = inOrder(attempts.get(transaction.id()).changes());
        List<Told> told = inToldOrder(transaction.changes());
        String name = "transaction %s at %s".formatted(transaction.id(), transaction.position());
        assertThat(told.stream().map(Told::kind).toList())
                .as(name)
                .isEqualTo(made.stream().map(Change::kind).toList());
        for (int index = 0; index < made.size(); index++) {
            verify("%s, change %d".formatted(name, index + 1), told.get(index), made.get(index));
        }
    }

    private static void verify(String name, Told told, Change made) {
        assertThat(told.table()).as(name).isEqualTo(made.table());
        Map<String, @Nullable String> expected = new HashMap<>(made.values());
        expected.keySet()
                .removeIf(column ->
                        told.mayLack().contains(column) && !told.values().containsKey(column));
        if (made.kind() != Told.Kind.TRUNCATE) {
            assertThat(told.values()).as(name).isNotEmpty().isEqualTo(expected);
        }
    }

    /** One statement empties several tables in an order that is PostgreSQL's affair. */
    private static List<Change> inOrder(List<Change> changes) {
        List<Change> ordered = new ArrayList<>(changes);
        sortRuns(ordered, change -> change.kind() == Told.Kind.TRUNCATE, Change::table);
        return ordered;
    }

    private static List<Told> inToldOrder(List<Told> changes) {
        List<Told> ordered = new ArrayList<>(changes);
        sortRuns(ordered, change -> change.kind() == Told.Kind.TRUNCATE, Told::table);
        return ordered;
    }

    private static <T> void sortRuns(
            List<T> list,
            java.util.function.Predicate<T> sorted,
            java.util.function.Function<T, String> key) {
        int start = 0;
        while (start < list.size()) {
            int end = start;
            while (end < list.size() && sorted.test(list.get(end))) {
                end++;
            }
            list.subList(start, end).sort(Comparator.comparing(key));
            start = end + 1;
        }
    }
}
