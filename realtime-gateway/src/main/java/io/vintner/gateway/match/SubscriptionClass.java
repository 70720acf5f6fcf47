package io.vintner.gateway.match;

import io.vintner.gateway.catalog.PublishedTable.Kind;
import io.vintner.gateway.filter.RowTest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions that hear the same of every change: decided once, rendered once. Thread-safe:
 * whoever changes its members holds the lock of the audience, readers need none.
 */
final class SubscriptionClass implements Posting {

    private final ClassKey key;
    private final Set<String> policyColumns;
    private final Set<Subscription> members = new LinkedHashSet<>();
    private final boolean inserts;
    private final boolean updates;
    private final boolean deletes;
    private @Nullable Set<EqualityKeys.Key> filedUnder;
    private boolean filedOnce;
    private RowTest filterLeft;
    private RowTest policyLeft;
    private volatile @Nullable List<Subscription> frozen;

    SubscriptionClass(ClassKey key) {
        this.key = key;
        this.policyColumns = TestParts.columns(key.policy());
        // Every change asks for what follows, and the key's sets lie elsewhere in memory.
        this.inserts = key.kinds().contains(Kind.INSERT);
        this.updates = key.kinds().contains(Kind.UPDATE);
        this.deletes = key.kinds().contains(Kind.DELETE);
        this.filterLeft = key.filter();
        this.policyLeft = key.policy();
    }

    ClassKey key() {
        return key;
    }

    /** Where the index keeps it; null if in the rest. Only the index asks, under its lock. */
    @Nullable Set<EqualityKeys.Key> filedUnder() {
        return filedUnder;
    }

    /** Said once, before anybody can find it. */
    void fileUnder(Set<EqualityKeys.Key> keys) {
        filedUnder = Set.copyOf(keys);
        filedOnce = keys.size() == 1;
        filterLeft = EqualityKeys.left(filter(), keys);
        policyLeft = EqualityKeys.left(policy(), keys);
    }

    /** Whether a probe can find it only once. */
    boolean isFiledOnce() {
        return filedOnce;
    }

    /** Whether it hears of changes of that kind. */
    boolean hears(Kind kind) {
        return switch (kind) {
            case INSERT -> inserts;
            case UPDATE -> updates;
            case DELETE -> deletes;
        };
    }

    /** What is left of the filter to be judged of a row that has one of its keys. */
    RowTest filterLeft() {
        return filterLeft;
    }

    /** What is left of the policy to be judged of a row that has one of its keys. */
    RowTest policyLeft() {
        return policyLeft;
    }

    /** The columns that its policy reads. */
    Set<String> policyColumns() {
        return policyColumns;
    }

    RowTest filter() {
        return key.filter();
    }

    RowTest policy() {
        return key.policy();
    }

    /** The subscriptions at this moment; the same list as long as they stay the same. */
    List<Subscription> members() {
        List<Subscription> list = frozen;
        if (list == null) {
            synchronized (members) {
                list = List.copyOf(members);
                frozen = list;
            }
        }
        return list;
    }

    void add(Subscription subscription) {
        synchronized (members) {
            members.add(subscription);
            frozen = null;
        }
    }

    /** Whether nobody is left. */
    boolean remove(Subscription subscription) {
        synchronized (members) {
            members.remove(subscription);
            frozen = null;
            return members.isEmpty();
        }
    }

    @Override
    public void each(Consumer<SubscriptionClass> visitor) {
        visitor.accept(this);
    }

    @Override
    public int size() {
        return 1;
    }
}
