package io.vintner.gateway.match;

import io.vintner.change.ColumnValue;
import io.vintner.gateway.filter.ColumnType;
import io.vintner.gateway.filter.RowTest;
import io.vintner.gateway.filter.RowView;
import io.vintner.gateway.match.EqualityKeys.KeyColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The classes that hear of one table's new rows, or of its deleted ones, filed so that a row finds
 * those that it may concern without looking at the others: under equalities where a class has some,
 * else in a rest in which equal tests stand together.
 *
 * <p>Changed by one thread at a time, under the lock of the audience; probed by any thread without
 * a lock, as all it reads are concurrent maps. A class that is being filed during a probe may or
 * may not be found by it.
 */
final class SubscriptionIndex {

    /** The key of a row of which nobody can tell whom it concerns. Nothing is filed under it. */
    private static final Object ANY = new Object();

    private final Map<ClassKey, SubscriptionClass> classes = new HashMap<>();
    private volatile int size;
    private final Map<KeyColumn, Map<Object, Posting>> byKey = new ConcurrentHashMap<>();
    private final Map<Tests, Posting> rest = new ConcurrentHashMap<>();

    /** What decides whether a class hears of a row. */
    private record Tests(RowTest filter, RowTest policy) {}

    /** A row, and who is shown the classes that it may concern. */
    record Probe(RowView row, Visitor visitor) {}

    /** Hears of the classes that a row may concern. */
    interface Visitor {

        /** One class that is filed under an equality of which nothing can be told. */
        void candidate(SubscriptionClass found);

        /** One class that is filed under an equality that the row fulfils. */
        default void hit(SubscriptionClass found) {
            candidate(found);
        }

        /** Several classes with equal tests. */
        void candidates(RowTest filter, RowTest policy, Posting found);
    }

    /** Adds a subscription to the class of that key. */
    SubscriptionClass add(ClassKey key, Subscription subscription) {
        SubscriptionClass known = classes.get(key);
        if (known != null) {
            known.add(subscription);
            return known;
        }
        SubscriptionClass made = new SubscriptionClass(key);
        made.add(subscription);
        classes.put(key, made);
        size = classes.size();
        Set<EqualityKeys.Key> keys = keys(made);
        if (keys == null) {
            rest.compute(tests(made), (_, posting) -> Posting.with(posting, made));
        } else {
            made.fileUnder(keys);
            for (EqualityKeys.Key filed : keys) {
                byKey.computeIfAbsent(filed.column(), _ -> new ConcurrentHashMap<>())
                        .compute(filed.value(), (_, posting) -> Posting.with(posting, made));
            }
        }
        return made;
    }

    private @Nullable Set<EqualityKeys.Key> keys(SubscriptionClass made) {
        return EqualityKeys.of(made.filter().and(made.policy()), this::crowd);
    }

    private static Tests tests(SubscriptionClass one) {
        return new Tests(one.filter(), one.policy());
    }

    private int crowd(EqualityKeys.Key key) {
        Map<Object, Posting> postings = byKey.get(key.column());
        Posting posting = postings == null ? null : postings.get(key.value());
        return posting == null ? 0 : posting.size();
    }

    /** Removes a subscription from its class, and the class with its last one. */
    void remove(SubscriptionClass from, Subscription subscription) {
        if (!from.remove(subscription)) {
            return;
        }
        classes.remove(from.key());
        size = classes.size();
        Set<EqualityKeys.Key> keys = from.filedUnder();
        if (keys == null) {
            rest.computeIfPresent(tests(from), (_, posting) -> Posting.without(posting, from));
            return;
        }
        for (EqualityKeys.Key key : keys) {
            Map<Object, Posting> postings = byKey.get(key.column());
            if (postings != null) {
                postings.computeIfPresent(
                        key.value(), (_, posting) -> Posting.without(posting, from));
                if (postings.isEmpty()) {
                    byKey.remove(key.column());
                }
            }
        }
    }

    /**
     * Shows each visitor every class that its row may concern; one perhaps twice.
     *
     * <p>First all rows' keys are read, then all are looked up, then what was found is shown: what
     * a key leads to lies anywhere in memory, and in a loop that does nothing else the processor
     * waits for several at a time.
     */
    void probe(List<Probe> probes) {
        for (Map.Entry<KeyColumn, Map<Object, Posting>> column : byKey.entrySet()) {
            Map<Object, Posting> postings = column.getValue();
            @Nullable Object[] keys = new @Nullable Object[probes.size()];
            for (int index = 0; index < keys.length; index++) {
                keys[index] = key(column.getKey(), probes.get(index).row());
            }
            @Nullable Posting[] found = found(postings, keys);
            for (int index = 0; index < keys.length; index++) {
                Visitor visitor = probes.get(index).visitor();
                Posting posting = found[index];
                if (posting != null) {
                    posting.each(visitor::hit);
                } else if (ANY.equals(keys[index])) {
                    postings.values().forEach(all -> all.each(visitor::candidate));
                }
            }
        }
        rest.forEach((tests, posting) -> {
            for (Probe probe : probes) {
                probe.visitor().candidates(tests.filter(), tests.policy(), posting);
            }
        });
    }

    private static @Nullable Posting[] found(
            Map<Object, Posting> postings, @Nullable Object[] keys) {
        @Nullable Posting[] found = new @Nullable Posting[keys.length];
        for (int index = 0; index < keys.length; index++) {
            Object key = keys[index];
            found[index] = key == null ? null : postings.get(key);
        }
        return found;
    }

    /**
     * Under what the row is looked up; {@link #ANY} if nobody can be ruled out; null for nobody.
     */
    private static @Nullable Object key(KeyColumn column, RowView row) {
        return switch (row.value(column.column())) {
            case ColumnValue.Present(String text) -> {
                ColumnType<?> type = column.type();
                yield type == null ? null : read(type, text); // without one: filed under null only
            }
            case ColumnValue.Null _ -> EqualityKeys.NULL;
            case ColumnValue.Absent _ -> ANY;
        };
    }

    private static Object read(ColumnType<?> type, String text) {
        try {
            return type.read(text);
        } catch (IllegalArgumentException notOfItsType) {
            return ANY;
        }
    }

    /** Shows every class, one perhaps twice. */
    void each(Consumer<SubscriptionClass> visitor) {
        byKey.values().forEach(postings -> postings.values().forEach(all -> all.each(visitor)));
        rest.values().forEach(all -> all.each(visitor));
    }

    /** How many classes there are. */
    int size() {
        return size;
    }

    boolean isEmpty() {
        return classes.isEmpty();
    }
}
