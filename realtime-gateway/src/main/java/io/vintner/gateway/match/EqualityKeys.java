package io.vintner.gateway.match;

import io.vintner.gateway.filter.ColumnType;
import io.vintner.gateway.filter.Condition;
import io.vintner.gateway.filter.Condition.Comparison;
import io.vintner.gateway.filter.Condition.Membership;
import io.vintner.gateway.filter.RowTest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds equalities of which a row must fulfil one in order to pass a test: under these a class is
 * filed.
 */
final class EqualityKeys {

    /** The value of a column that is null. */
    static final Object NULL = new Object();

    private EqualityKeys() {}

    /** A column and the way in which its values are read. */
    record KeyColumn(String column, @Nullable ColumnType<?> type) {}

    /**
     * One equality.
     *
     * @param value as the type reads it, or {@link #NULL}
     */
    record Key(KeyColumn column, Object value) {}

    /**
     * The keys of a test.
     *
     * @param crowd how many classes are filed under a key by now: of several ways the least crowded
     *     one is taken
     * @return null if there are none, and every row might pass
     */
    static @Nullable Set<Key> of(RowTest test, ToIntFunction<Key> crowd) {
        return switch (test) {
            case RowTest.OnColumn(Condition condition) -> ofCondition(condition);
            case RowTest.AllOf(List<RowTest> tests) -> best(tests, crowd);
            case RowTest.AnyOf(List<RowTest> tests) -> union(tests, crowd);
            case RowTest.Constant constant ->
                    constant.equals(RowTest.Constant.NEVER) ? Set.of() : null;
            case RowTest.Not _, RowTest.Ask _, RowTest.OfValue _ -> null;
        };
    }

    /** What is left of {@code test} for a row that has one of {@code keys}. */
    static RowTest left(RowTest test, Set<Key> keys) {
        boolean saysNoMore =
                test instanceof RowTest.OnColumn(Condition condition)
                        && keys.equals(ofCondition(condition));
        return saysNoMore ? RowTest.Constant.ALWAYS : test;
    }

    private static @Nullable Set<Key> ofCondition(Condition condition) {
        return switch (condition) {
            case Comparison<?> comparison ->
                    comparison.sign() == Condition.Sign.EQ
                            ? Set.of(
                                    key(
                                            comparison.column(),
                                            comparison.type(),
                                            comparison.operand()))
                            : null;
            case Membership<?> membership -> {
                Set<Key> keys = new HashSet<>();
                for (Object operand : membership.operands()) {
                    keys.add(key(membership.column(), membership.type(), operand));
                }
                yield keys;
            }
            case Condition.IsNull(String column) ->
                    Set.of(new Key(new KeyColumn(column, null), NULL));
            case Condition.IsBoolean _,
                    Condition.Distinct<?> _,
                    Condition.Matches _,
                    Condition.Collated _,
                    Condition.IsNullRow _ ->
                    null;
        };
    }

    private static Key key(String column, ColumnType<?> type, Object operand) {
        return new Key(new KeyColumn(column, type), operand);
    }

    private static @Nullable Set<Key> best(List<RowTest> tests, ToIntFunction<Key> crowd) {
        Set<Key> best = null;
        int bestCrowd = Integer.MAX_VALUE;
        for (RowTest part : tests) {
            Set<Key> keys = of(part, crowd);
            if (keys != null) {
                int crowded = keys.stream().mapToInt(crowd).sum();
                if (best == null
                        || crowded < bestCrowd
                        || (crowded == bestCrowd && keys.size() < best.size())) {
                    best = keys;
                    bestCrowd = crowded;
                }
            }
        }
        return best;
    }

    private static @Nullable Set<Key> union(List<RowTest> tests, ToIntFunction<Key> crowd) {
        Set<Key> union = new HashSet<>();
        for (RowTest part : tests) {
            Set<Key> keys = of(part, crowd);
            if (keys == null) {
                return null;
            }
            union.addAll(keys);
        }
        return union;
    }
}
