package io.vintner.gateway.filter;

import java.util.Set;

/**
 * A boolean expression that only PostgreSQL can evaluate on a row.
 *
 * @param asker as whom to ask
 * @param expression SQL over the columns of the table, which is known by its own name
 * @param columns those that the expression may read
 */
public record Question(Asker asker, String expression, Set<String> columns) {

    public Question {
        columns = Set.copyOf(columns);
    }

    /** As whom PostgreSQL is asked; what is asked as the same one is asked together. */
    public interface Asker {}
}
