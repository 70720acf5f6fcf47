package io.vintner.gateway.filter;

import io.vintner.gateway.catalog.PgType;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.catalog.TableColumn.Collation;
import io.vintner.gateway.filter.Operands.Operand;
import io.vintner.gateway.filter.RowFilter.Bound;
import org.jspecify.annotations.Nullable;

/**
 * Makes tests of {@code like}, {@code ilike}, {@code match} and {@code imatch}. What means the same
 * under every collation is matched here, in linear time; the rest is asked of PostgreSQL.
 */
final class PatternFilter {

    private static final int PATTERN_LENGTH_MAX = 1000;

    private final Operands operands;

    PatternFilter(Operands operands) {
        this.operands = operands;
    }

    Bound bind(FilterTerm term, TableColumn column) {
        String read = patternType(term.operator(), column.type().underlying());
        if (read == null) {
            return incompatible(term, column);
        }
        String pattern = term.value();
        if (pattern.length() > PATTERN_LENGTH_MAX) {
            return RowFilter.raised(
                    "too long a pattern for `%s` filter. Maximum %d characters"
                            .formatted(term.operator().wireName(), PATTERN_LENGTH_MAX));
        }
        boolean regex = term.operator() == Operator.MATCH || term.operator() == Operator.IMATCH;
        if (regex && RegexParser.mayReferBack(pattern)) {
            return RowFilter.raised(
                    "back references in regular expressions are not served: matching them may take"
                            + " exponential time");
        }
        TextPattern known;
        try {
            known = known(term.operator(), pattern, column);
        } catch (IllegalArgumentException malformed) {
            return new Bound.Invalid(
                    "ERROR 22025 (invalid_escape_sequence) " + malformed.getMessage());
        }
        ValueComparison comparison = ValueComparison.of(column, term.operator(), read);
        if (known == null) {
            Operand tried = operands.tried(comparison, "", pattern);
            if (tried instanceof Operand.Unavailable) {
                return new Bound.Unavailable();
            }
            if (tried instanceof Operand.Refused refused) {
                return refused.isNoOperator()
                        ? incompatible(term, column)
                        : new Bound.Invalid(refused.complaint());
            }
        }
        return new Bound.Test(
                new RowTest.OfValue(
                        new ValueQuestion(column.name(), comparison, pattern),
                        known == null ? null : new Condition.Matches(column.name(), known)));
    }

    /** What patterns for values of a type are read as, in SQL; null if there are none. */
    private static @Nullable String patternType(Operator operator, PgType type) {
        if (!(type instanceof PgType.Scalar scalar)) {
            return null;
        }
        if (!scalar.schema().equals(PgType.BUILT_IN)) {
            return scalar.sqlName(); // citext, for instance; PostgreSQL says whether it can
        }
        return switch (scalar.name()) {
            case "text", "varchar", "bpchar", "name" -> "pg_catalog.text";
            case "bytea" -> operator == Operator.LIKE ? "pg_catalog.bytea" : null;
            default -> null;
        };
    }

    /**
     * @throws IllegalArgumentException if the pattern of a LIKE is malformed
     */
    private static @Nullable TextPattern known(
            Operator operator, String pattern, TableColumn column) {
        boolean bytewise = column.collation() == Collation.BYTES;
        boolean isText = ColumnType.of(column) instanceof TextType;
        boolean anyCase = operator == Operator.ILIKE || operator == Operator.IMATCH;
        if (operator == Operator.LIKE || operator == Operator.ILIKE) {
            LikePattern like = new LikePattern(pattern, anyCase);
            return isText && (bytewise || !anyCase) ? like : null;
        }
        return isText ? RegexPattern.of(pattern, anyCase, bytewise) : null;
    }

    private static Bound incompatible(FilterTerm term, TableColumn column) {
        return RowFilter.raised(
                "operator %s requires a text-compatible column type, got %s"
                        .formatted(term.operator().wireName(), TypeNames.of(column.type())));
    }
}
