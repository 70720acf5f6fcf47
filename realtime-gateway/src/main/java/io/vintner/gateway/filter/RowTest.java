package io.vintner.gateway.filter;

import io.vintner.change.ColumnValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A test of one version of a row. Immutable; equal tests give equal results, so that many
 * subscriptions can share one.
 */
public sealed interface RowTest {

    Truth test(RowView row);

    /** The same for every row. */
    record Constant(Truth truth) implements RowTest {

        /** Passes every row. */
        public static final Constant ALWAYS = new Constant(Truth.TRUE);

        /** Passes no row. */
        public static final Constant NEVER = new Constant(Truth.FALSE);

        @Override
        public Truth test(RowView row) {
            return truth;
        }
    }

    /** A condition on one column; a null passes only if the condition says so. */
    record OnColumn(Condition condition) implements RowTest {
        @Override
        public Truth test(RowView row) {
            return switch (row.value(condition.column())) {
                case ColumnValue.Present(String text) -> condition.test(text);
                case ColumnValue.Null _ -> condition.testNull();
                case ColumnValue.Absent _ -> Truth.MISSING;
            };
        }
    }

    /** All must hold. */
    record AllOf(List<RowTest> tests) implements RowTest {
        public AllOf {
            tests = List.copyOf(tests);
        }

        @Override
        public Truth test(RowView row) {
            Truth truth = Truth.TRUE;
            for (int index = 0; index < tests.size() && truth != Truth.FALSE; index++) {
                truth = truth.and(tests.get(index).test(row));
            }
            return truth;
        }
    }

    /** One must hold. */
    record AnyOf(List<RowTest> tests) implements RowTest {
        public AnyOf {
            tests = List.copyOf(tests);
        }

        @Override
        public Truth test(RowView row) {
            Truth truth = Truth.FALSE;
            for (int index = 0; index < tests.size() && truth != Truth.TRUE; index++) {
                truth = truth.or(tests.get(index).test(row));
            }
            return truth;
        }
    }

    /** SQL's NOT. */
    record Not(RowTest test) implements RowTest {
        @Override
        public Truth test(RowView row) {
            return test.test(row).not();
        }
    }

    /** What only PostgreSQL can tell. */
    record Ask(Question question) implements RowTest {
        @Override
        public Truth test(RowView row) {
            for (String column : question.columns()) {
                if (row.value(column) instanceof ColumnValue.Absent) {
                    return Truth.MISSING;
                }
            }
            return row.answer(question);
        }
    }

    /**
     * What only PostgreSQL can always tell of one value.
     *
     * @param first what can be told here; null for nothing
     */
    record OfValue(ValueQuestion question, @Nullable Condition first) implements RowTest {
        @Override
        public Truth test(RowView row) {
            return switch (row.value(question.column())) {
                case ColumnValue.Present(String text) -> {
                    Truth told = first == null ? Truth.ASKED : first.test(text);
                    yield told == Truth.ASKED ? row.answer(question) : told;
                }
                case ColumnValue.Null _ -> Truth.NULL;
                case ColumnValue.Absent _ -> Truth.MISSING;
            };
        }
    }

    /**
     * A simpler test that is true for the same rows, where nobody asks whether it is false or null
     * for the others.
     */
    default RowTest onlyTrue() {
        return switch (this) {
            case Constant constant ->
                    constant.truth() == Truth.TRUE ? Constant.ALWAYS : Constant.NEVER;
            case AllOf(List<RowTest> tests) ->
                    allOf(tests.stream().map(RowTest::onlyTrue).toList());
            case AnyOf(List<RowTest> tests) ->
                    anyOf(tests.stream().map(RowTest::onlyTrue).toList());
            case OnColumn _, Not _, Ask _, OfValue _ -> this;
        };
    }

    /** Holds if both do; see {@link #allOf}. */
    default RowTest and(RowTest other) {
        return allOf(List.of(this, other));
    }

    /** Holds if one does; see {@link #anyOf}. */
    default RowTest or(RowTest other) {
        return anyOf(List.of(this, other));
    }

    /**
     * Holds if all do: flat, however many they are and however they came about, and without those
     * that are constant.
     */
    static RowTest allOf(List<RowTest> tests) {
        List<RowTest> left = new ArrayList<>(tests.size());
        for (RowTest test : tests) {
            if (test.equals(Constant.NEVER)) {
                return Constant.NEVER;
            }
            if (test instanceof AllOf(List<RowTest> parts)) {
                left.addAll(parts);
            } else if (!test.equals(Constant.ALWAYS)) {
                left.add(test);
            }
        }
        return switch (left.size()) {
            case 0 -> Constant.ALWAYS;
            case 1 -> left.getFirst();
            default -> new AllOf(left);
        };
    }

    /** Holds if one does; as flat as {@link #allOf}. */
    static RowTest anyOf(List<RowTest> tests) {
        List<RowTest> left = new ArrayList<>(tests.size());
        for (RowTest test : tests) {
            if (test.equals(Constant.ALWAYS)) {
                return Constant.ALWAYS;
            }
            if (test instanceof AnyOf(List<RowTest> parts)) {
                left.addAll(parts);
            } else if (!test.equals(Constant.NEVER)) {
                left.add(test);
            }
        }
        return switch (left.size()) {
            case 0 -> Constant.NEVER;
            case 1 -> left.getFirst();
            default -> new AnyOf(left);
        };
    }
}
