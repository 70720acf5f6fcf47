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
    private final Set<String> columns;
    private final Operands operands;

    /**
     * @param columns those that the subscriber may SELECT: a filter on any other would tell what is
     *     in it
     */
    public RowFilter(PublishedTable table, Set<String> columns, Operands operands) {
        this.table = table;
        this.columns = Set.copyOf(columns);
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
        List<RowTest> all = new ArrayList<>();
        for (FilterTerm term : terms) {
            TableColumn column = table.column(term.column());
            if (column == null || !columns.contains(term.column())) {
                return raised("invalid column for filter " + term.column());
            }
            if (!column.published()) {
                return raised(
                        "column %s cannot be filtered on: PostgreSQL does not publish it"
                                .formatted(term.column()));
            }
            if (!isText(term.value())) {
                return new Bound.Invalid(
                        "ERROR 22021 (character_not_in_repertoire) invalid byte sequence for"
                                + " encoding \"UTF8\"");
            }
            Bound bound = bind(term, column);
            if (!(bound instanceof Bound.Test(RowTest test))) {
                return bound;
            }
            all.add(term.negated() ? new RowTest.Not(test) : test);
        }
        return new Bound.Test(RowTest.allOf(all));
    }

    /** Whether PostgreSQL could hold the text: no NUL, no half characters. */
    private static boolean isText(String value) {
        for (int index = 0; index < value.length(); index++) {
            char here = value.charAt(index);
            boolean pair =
                    Character.isHighSurrogate(here)
                            && index + 1 < value.length()
                            && Character.isLowSurrogate(value.charAt(index + 1));
            if (here == 0 || (Character.isSurrogate(here) && !pair)) {
                return false;
            }
            index += pair ? 1 : 0;
        }
        return true;
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
            case LIKE, ILIKE, MATCH, IMATCH -> new PatternFilter(operands).bind(term, column);
        };
    }

    private Bound comparison(FilterTerm term, TableColumn column, Sign sign) {
        return switch (operands.read(column.type(), term.value())) {
            case Operand.Canonical(String text) -> comparison(column, sign, text);
            case Operand.Refused(String complaint) -> new Bound.Invalid(complaint);
            case Operand.Unavailable _ -> new Bound.Unavailable();
        };
    }

    private Bound comparison(TableColumn column, Sign sign, String operand) {
        ColumnType<?> type = ColumnType.of(column);
        if (type == null || (sign.needsOrder() && !type.isOrdered())) {
            return asked(column, sign, type, operand);
        }
        return passes(known(column.name(), sign, type, operand));
    }

    private static <T> Condition known(
            String column, Sign sign, ColumnType<T> type, String operand) {
        return new Comparison<>(column, sign, type, type.read(operand));
    }

    /** What only PostgreSQL can compare, provided that it can. */
    private Bound asked(
            TableColumn column, Sign sign, @Nullable ColumnType<?> type, String operand) {
        ValueComparison comparison = ValueComparison.of(column, sign);
        return switch (operands.tried(comparison, operand, operand)) {
            case Operand.Canonical _ ->
                    new Bound.Test(
                            new RowTest.OfValue(
                                    new ValueQuestion(column.name(), comparison, operand),
                                    type instanceof TextType text
                                            ? new Condition.Collated(
                                                    column.name(), sign, text, text.read(operand))
                                            : null));
            case Operand.Refused(String complaint) -> new Bound.Invalid(complaint);
            case Operand.Unavailable _ -> new Bound.Unavailable();
        };
    }

    /** A null is distinct from every value; any other value is if it is not equal. */
    private Bound distinct(FilterTerm term, TableColumn column) {
        Bound equal = comparison(term, column, Sign.EQ);
        if (!(equal instanceof Bound.Test(RowTest test))) {
            return equal;
        }
        if (test instanceof RowTest.OnColumn(Comparison<?> comparison)) {
            return passes(distinct(comparison));
        }
        return new Bound.Test(
                new RowTest.AnyOf(
                        List.of(
                                new RowTest.OnColumn(new Condition.IsNull(column.name())),
                                new RowTest.Not(test))));
    }

    private static <T> Condition distinct(Comparison<T> comparison) {
        return new Condition.Distinct<>(
                comparison.column(), comparison.type(), comparison.operand());
    }

    private Bound membership(FilterTerm term, TableColumn column) {
        List<@Nullable String> elements = term.elements();
        if (elements == null) {
            return new Bound.Invalid(
                    "ERROR 22P02 (invalid_text_representation) malformed array literal: \"%s\""
                            .formatted(term.value()));
        }
        if (elements.size() > IN_MAX) {
            return raised("too many values for `in` filter. Maximum " + IN_MAX);
        }
        List<String> texts = new ArrayList<>();
        for (String element : elements) {
            if (element != null) {
                texts.add(element);
            }
        }
        List<String> canonical = new ArrayList<>();
        for (Operand operand : operands.read(column.type(), texts)) {
            switch (operand) {
                case Operand.Canonical(String text) -> canonical.add(text);
                case Operand.Refused(String complaint) -> {
                    return new Bound.Invalid(complaint);
                }
                case Operand.Unavailable _ -> {
                    return new Bound.Unavailable();
                }
            }
        }
        boolean orNull = canonical.size() < elements.size();
        ColumnType<?> type = ColumnType.of(column);
        return type == null
                ? askedMembership(column, canonical, orNull)
                : passes(membership(column.name(), type, canonical, orNull));
    }

    private static <T> Condition membership(
            String column, ColumnType<T> type, List<String> operands, boolean orNull) {
        Set<T> values = new HashSet<>();
        operands.forEach(operand -> values.add(type.read(operand)));
        return new Condition.Membership<>(column, type, values, orNull);
    }

    private Bound askedMembership(TableColumn column, List<String> operands, boolean orNull) {
        List<RowTest> options = new ArrayList<>();
        for (String operand : operands) {
            // Whether PostgreSQL can compare the type at all is asked once.
            Bound bound =
                    options.isEmpty()
                            ? asked(column, Sign.EQ, null, operand)
                            : new Bound.Test(
                                    new RowTest.OfValue(
                                            new ValueQuestion(
                                                    column.name(),
                                                    ValueComparison.of(column, Sign.EQ),
                                                    operand),
                                            null));
            if (!(bound instanceof Bound.Test(RowTest test))) {
                return bound;
            }
            options.add(test);
        }
        if (orNull) {
            options.add(new RowTest.Constant(Truth.NULL));
        }
        return new Bound.Test(
                options.isEmpty() ? RowTest.Constant.NEVER : new RowTest.AnyOf(options));
    }

    private static Bound is(FilterTerm term, TableColumn column) {
        String value = term.value();
        PgType underlying = column.type().underlying();
        if (value.equals("null")) {
            return passes(
                    underlying instanceof PgType.Composite
                            ? new Condition.IsNullRow(column.name())
                            : new Condition.IsNull(column.name()));
        }
        if (!List.of("true", "false", "unknown").contains(value)) {
            return raised("invalid value for is filter: must be null, true, false, or unknown");
        }
        if (!(underlying instanceof PgType.Scalar type && type.is("bool"))) {
            return raised(
                    "is %s filter requires a boolean column, got %s"
                            .formatted(value, TypeNames.of(column.type())));
        }
        return passes(
                value.equals("unknown")
                        ? new Condition.IsNull(column.name())
                        : new Condition.IsBoolean(column.name(), value.equals("true")));
    }

    private static Bound passes(Condition condition) {
        return new Bound.Test(new RowTest.OnColumn(condition));
    }

    /** Refused in the way in which upstream's own functions refuse. */
    static Bound raised(String message) {
        return new Bound.Invalid("ERROR P0001 (raise_exception) " + message);
    }
}
