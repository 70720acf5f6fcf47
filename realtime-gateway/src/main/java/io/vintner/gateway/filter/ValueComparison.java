package io.vintner.gateway.filter;

import io.vintner.gateway.catalog.PgType;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.filter.Condition.Sign;
import org.jspecify.annotations.Nullable;

/**
 * An operator between a column's value and what a client wrote, as PostgreSQL is asked for it.
 *
 * @param left the value's type as it stands in SQL
 * @param collation under which both are compared, as it stands in SQL; null for the type's own
 * @param symbol the operator as it stands in SQL
 * @param right the type of the client's text as it stands in SQL
 * @param searches whether it is a regular expression, of which a single one may take long
 */
public record ValueComparison(
        String left, @Nullable String collation, String symbol, String right, boolean searches) {

    /**
     * The column's own type, without its domains, which restrict values but do not compare them.
     */
    static ValueComparison of(TableColumn column, Sign sign) {
        String symbol =
                switch (sign) {
                    case EQ -> "=";
                    case NEQ -> "<>";
                    case LT -> "<";
                    case LTE -> "<=";
                    case GT -> ">";
                    case GTE -> ">=";
                };
        PgType type = column.type().underlying();
        return new ValueComparison(
                type.sqlName(),
                column.collationName(),
                symbol(symbol, type),
                type.sqlName(),
                false);
    }

    /**
     * A pattern operator.
     *
     * @param right what the pattern is read as
     */
    static ValueComparison of(TableColumn column, Operator operator, String right) {
        PgType type = column.type().underlying();
        String symbol =
                switch (operator) {
                    case LIKE -> "~~";
                    case ILIKE -> "~~*";
                    case MATCH -> "~";
                    case IMATCH -> "~*";
                    case EQ, NEQ, LT, LTE, GT, GTE, IN, IS, ISDISTINCT ->
                            throw new IllegalArgumentException("no pattern operator: " + operator);
                };
        return new ValueComparison(
                type.sqlName(),
                column.collationName(),
                symbol(symbol, type),
                right,
                operator == Operator.MATCH || operator == Operator.IMATCH);
    }

    /**
     * The operators of a base type of an extension live in its schema; with an empty search path
     * citext would otherwise be compared as the text that it is underneath. All other types are
     * compared by what is built in.
     */
    private static String symbol(String symbol, PgType type) {
        boolean own = type instanceof PgType.Scalar && !type.schema().equals(PgType.BUILT_IN);
        return own ? "operator(" + PgType.quoted(type.schema()) + "." + symbol + ")" : symbol;
    }

    /**
     * As a boolean expression.
     *
     * @param value an expression of type text
     * @param operand an expression of type text
     */
    public String sql(String value, String operand) {
        String collate = collation == null ? "" : " collate " + collation;
        return "((%s)::%s%s %s (%s)::%s)".formatted(value, left, collate, symbol, operand, right);
    }
}
