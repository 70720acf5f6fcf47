package io.vintner.gateway.filter;

import io.vintner.gateway.catalog.PgType;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.filter.Condition.Comparison;
import io.vintner.gateway.filter.Condition.Sign;
import io.vintner.gateway.filter.Operands.Operand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a test of a table's rows from the terms of a filter. */
public final class RowFilter {

    private static final int IN_MAX = 100;

    private final PublishedTable table;
    private final Operands operands;

    public RowFilter(PublishedTable table, Operands operands) {
        this.table = table;
        this.operands = operands;
    }

    /** What the terms are for this table. */
    public sealed interface Bound {

        /**
         * They make sense.
         *
         * @param test passes the rows for which all terms are true
         */
        record Test(RowTest test) implements Bound {}

        /**
         * They do not.
         *
         * @param complaint as PostgreSQL words and marks its errors
         */
        record Invalid(String complaint) implements Bound {}

        /** PostgreSQL had to be asked and was away. */
        record Unavailable() implements Bound {}
    }

    /** Reads the terms against the table's columns. */
    public Bound bind(List<FilterTerm> terms) {
        RowTest all = RowTest.Constant.ALWAYS;
        for (FilterTerm term : terms) {
            TableColumn column = table.column(term.column());
            if (column == null) {
                return raised("invalid column for filter " + term.column());
            }
            Bound bound = bind(term, column);
            if (!(bound instanceof Bound.Test(RowTest test))) {
                return bound;
            }
            all = all.and(term.negated() ? new RowTest.Not(test) : test);
        }
        return new Bound.Test(all);
    }

    private Bound bind(FilterTerm term, TableColumn column) {
        return switch (term.operator()) {
            case EQ -> comparison(term, column, Sign.EQ);
            case NEQ -> comparison(term, column, Sign.NEQ);
            case LT -> comparison(term, column, Sign.LT);
            case LTE -> comparison(term, column, Sign.LTE);
            case GT -> comparison(term, column, Sign.GT);
            case GTE -> comparison(term, column, Sign.GTE);
            case IN -> membership(term, column);
            case IS -> is(term, column);
            case ISDISTINCT -> distinct(term, column);
            case LIKE -> like(term, column);
            case ILIKE, MATCH, IMATCH -> notCompared(term, column);
        };
    }

    private Bound comparison(FilterTerm term, TableColumn column, Sign sign) {
        ColumnType<?> type = ColumnType.of(column);
        if (type == null || (sign.needsOrder() && !type.isOrdered())) {
            return notCompared(term, column);
        }
        return switch (operands.read(column.type(), term.value())) {
            case Operand.Canonical(String text) -> comparison(column.name(), sign, type, text);
            case Operand.Refused(String complaint) -> new Bound.Invalid(complaint);
            case Operand.Unavailable _ -> new Bound.Unavailable();
        };
    }

    private static <T> Bound comparison(
            String column, Sign sign, ColumnType<T> type, String operand) {
        return passes(new Comparison<>(column, sign, type, type.read(operand)));
    }

    private Bound distinct(FilterTerm term, TableColumn column) {
        return comparison(term, column, Sign.NEQ)
                        instanceof Bound.Test(RowTest.OnColumn(Comparison<?> comparison))
                ? passes(distinct(comparison))
                : comparison(term, column, Sign.NEQ);
    }

    private static <T> Condition distinct(Comparison<T> comparison) {
        return new Condition.Distinct<>(
                comparison.column(), comparison.type(), comparison.operand());
    }

    private Bound membership(FilterTerm term, TableColumn column) {
        ColumnType<?> type = ColumnType.of(column);
        if (type == null) {
            return notCompared(term, column);
        }
        List<@Nullable String> elements = term.elements();
        if (elements == null) {
            return new Bound.Invalid(
                    "ERROR 22P02 (invalid_text_representation) malformed array literal: \"%s\""
                            .formatted(term.value()));
        }
        if (elements.size() > IN_MAX) {
            return raised("too many values for `in` filter. Maximum " + IN_MAX);
        }
        List<String> canonical = new ArrayList<>();
        for (String element : elements) {
            if (element == null) {
                continue;
            }
            switch (operands.read(column.type(), element)) {
                case Operand.Canonical(String text) -> canonical.add(text);
                case Operand.Refused(String complaint) -> {
                    return new Bound.Invalid(complaint);
                }
                case Operand.Unavailable _ -> {
                    return new Bound.Unavailable();
                }
            }
        }
        return passes(
                membership(column.name(), type, canonical, canonical.size() < elements.size()));
    }

    private static <T> Condition membership(
            String column, ColumnType<T> type, List<String> operands, boolean orNull) {
        Set<T> values = new HashSet<>();
        operands.forEach(operand -> values.add(type.read(operand)));
        return new Condition.Membership<>(column, type, values, orNull);
    }

    private static Bound is(FilterTerm term, TableColumn column) {
        String value = term.value();
        if (value.equals("null")) {
            return passes(new Condition.IsNull(column.name()));
        }
        if (!List.of("true", "false", "unknown").contains(value)) {
            return raised(
                    "invalid value for `is` filter: %s. Must be null, true, false or unknown"
                            .formatted(value));
        }
        if (!(column.type().underlying() instanceof PgType.Scalar type && type.is("bool"))) {
            return raised(
                    "operator is.%s requires a boolean column, got %s"
                            .formatted(value, column.type().name()));
        }
        return passes(
                value.equals("unknown")
                        ? new Condition.IsNull(column.name())
                        : new Condition.IsBoolean(column.name(), value.equals("true")));
    }

    private Bound like(FilterTerm term, TableColumn column) {
        if (column.collation() == TableColumn.Collation.NONDETERMINISTIC
                || !(ColumnType.of(column) instanceof TextType)) {
            return raised(
                    "operator like requires a text-compatible column type, got "
                            + column.type().name());
        }
        try {
            return passes(new Condition.Like(column.name(), new LikePattern(term.value())));
        } catch (IllegalArgumentException malformed) {
            return new Bound.Invalid(
                    "ERROR 22025 (invalid_escape_sequence) " + malformed.getMessage());
        }
    }

    /** Better refused than compared in another way than PostgreSQL would. */
    private static Bound notCompared(FilterTerm term, TableColumn column) {
        return raised(
                "operator %s is not served for columns of type %s"
                        .formatted(term.operator().wireName(), column.type().name()));
    }

    private static Bound passes(Condition condition) {
        return new Bound.Test(new RowTest.OnColumn(condition));
    }

    private static Bound raised(String message) {
        return new Bound.Invalid("ERROR P0001 (raise_exception) " + message);
    }
}
