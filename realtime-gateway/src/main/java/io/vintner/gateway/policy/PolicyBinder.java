package io.vintner.gateway.policy;

import io.vintner.gateway.catalog.PgType;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.filter.ColumnType;
import io.vintner.gateway.filter.Condition;
import io.vintner.gateway.filter.Condition.Comparison;
import io.vintner.gateway.filter.Condition.Sign;
import io.vintner.gateway.filter.Question;
import io.vintner.gateway.filter.RowTest;
import io.vintner.gateway.filter.Truth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns an expression into a test of rows for one token; what is not understood is asked. */
final class PolicyBinder {

    private final PublishedTable table;
    private final OperandReader operands;
    private final Question.Asker asker;

    PolicyBinder(PublishedTable table, OperandReader operands, Question.Asker asker) {
        this.table = table;
        this.operands = operands;
        this.asker = asker;
    }

    RowTest bind(PolicyExpression expression) {
        RowTest understood = understood(expression);
        return understood == null ? ask(expression.source()) : understood;
    }

    private @Nullable RowTest understood(PolicyExpression expression) {
        return switch (expression) {
            case PolicyExpression.AnyOf(List<PolicyExpression> parts, _) ->
                    RowTest.anyOf(parts.stream().map(this::bind).toList());
            case PolicyExpression.AllOf(List<PolicyExpression> parts, _) ->
                    RowTest.allOf(parts.stream().map(this::bind).toList());
            case PolicyExpression.Not(PolicyExpression part, _) -> {
                RowTest test = understood(part);
                yield test == null ? null : not(test);
            }
            case PolicyExpression.Fixed(boolean value, _) -> constant(Truth.of(value));
            case PolicyExpression.Compare compare -> compare(compare);
            case PolicyExpression.OneOf oneOf -> oneOf(oneOf);
            case PolicyExpression.IsNull(PolicyValue value, _) -> isNull(value);
            case PolicyExpression.Holds(PolicyValue value, _) ->
                    compare(
                            Sign.EQ,
                            operands.read(value),
                            operands.read(new PolicyValue.Constant("t", "boolean")));
            case PolicyExpression.Opaque _ -> null;
        };
    }

    private static RowTest not(RowTest test) {
        return test instanceof RowTest.Constant(Truth truth)
                ? constant(truth.not())
                : new RowTest.Not(test);
    }

    private static RowTest constant(Truth truth) {
        return new RowTest.Constant(truth);
    }

    private @Nullable RowTest compare(PolicyExpression.Compare compare) {
        PolicyOperand left = operands.read(compare.left());
        PolicyOperand right = operands.read(compare.right());
        if (left != null && left.column() != null) {
            return compare(compare.sign(), left, operands.alike(left, compare.right()));
        }
        if (right != null && right.column() != null) {
            return compare(compare.sign().turned(), right, operands.alike(right, compare.left()));
        }
        return compare(compare.sign(), left, right);
    }

    /** The column, if there is one, comes first. */
    private static @Nullable RowTest compare(
            Sign sign, @Nullable PolicyOperand left, @Nullable PolicyOperand right) {
        if (left == null
                || right == null
                || right.column() != null
                || !left.comparesWith(right)
                || (sign.needsOrder() && !left.reader().isOrdered())) {
            return null;
        }
        if (right.text() == null) {
            return constant(Truth.NULL);
        }
        try {
            return compare(sign, left, left.reader(), right.text());
        } catch (IllegalArgumentException notRead) {
            return null;
        }
    }

    private static <T> RowTest compare(
            Sign sign, PolicyOperand left, ColumnType<T> type, String right) {
        T operand = type.read(right);
        if (left.column() != null) {
            return new RowTest.OnColumn(new Comparison<>(left.column(), sign, type, operand));
        }
        return constant(
                left.text() == null
                        ? Truth.NULL
                        : Truth.of(sign.holds(type.compare(type.read(left.text()), operand))));
    }

    private @Nullable RowTest oneOf(PolicyExpression.OneOf oneOf) {
        PolicyOperand left = operands.read(oneOf.value());
        if (left == null) {
            return null;
        }
        List<RowTest> others = new ArrayList<>();
        Set<Object> keys = new HashSet<>();
        for (PolicyValue option : oneOf.options()) {
            RowTest equal = compare(Sign.EQ, left, operands.alike(left, option));
            if (equal == null) {
                return null;
            }
            if (equal instanceof RowTest.OnColumn(Comparison<?> comparison)) {
                keys.add(comparison.operand());
            } else {
                others.add(equal);
            }
        }
        RowTest any = RowTest.anyOf(others);
        return left.column() == null || !any.equals(RowTest.Constant.NEVER)
                ? left.column() == null ? any : null
                : new RowTest.OnColumn(membership(left.column(), left.reader(), keys));
    }

    /**
     * @param keys read by {@code type}
     */
    @SuppressWarnings("unchecked")
    private static <T> Condition membership(String column, ColumnType<T> type, Set<Object> keys) {
        return new Condition.Membership<>(column, type, (Set<T>) keys, false);
    }

    /** A composite is null if all its fields are: that is left to PostgreSQL. */
    private @Nullable RowTest isNull(PolicyValue value) {
        PolicyValue bare = value;
        while (bare instanceof PolicyValue.Cast(PolicyValue inner, _)) {
            bare = inner;
        }
        if (bare instanceof PolicyValue.Column(String name)) {
            TableColumn column = table.column(name);
            boolean plain =
                    column != null && !(column.type().underlying() instanceof PgType.Composite);
            return plain ? new RowTest.OnColumn(new Condition.IsNull(name)) : null;
        }
        PolicyOperand operand = operands.read(value);
        return operand == null ? null : constant(Truth.of(operand.text() == null));
    }

    private RowTest ask(String expression) {
        return new RowTest.Ask(new Question(asker, expression, columnsIn(expression)));
    }

    /** The columns whose names occur; all of them if the whole row does. Rather one too many. */
    private Set<String> columnsIn(String expression) {
        SqlTokens tokens = SqlTokens.of(expression);
        Set<String> columns = new HashSet<>();
        for (int index = 0; index < tokens.size(); index++) {
            String name = tokens.get(index).text();
            if (!tokens.get(index).isName()) {
                continue;
            }
            if (table.column(name) != null) {
                columns.add(name);
            }
            boolean wholeRow =
                    name.equals(table.name())
                            && index + 2 < tokens.size()
                            && tokens.get(index + 1).is(".")
                            && tokens.get(index + 2).is("*");
            if (wholeRow) {
                table.columns().forEach(column -> columns.add(column.name()));
            }
        }
        return columns;
    }
}
