package io.vintner.gateway.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One term of a filter as the client wrote it.
 *
 * @param negated whether {@code not.} stood before the operator
 * @param value without its quotes; of {@code in} the list as PostgreSQL's array literal
 */
public record FilterTerm(String column, boolean negated, Operator operator, String value) {

    /**
     * The elements of an {@code in} list, null for SQL's null.
     *
     * @return null if the list is no array literal of one dimension
     */
    public @Nullable List<@Nullable String> elements() {
        return ArrayLiteral.flat(value);
    }
}
