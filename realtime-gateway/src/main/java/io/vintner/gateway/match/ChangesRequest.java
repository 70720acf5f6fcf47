package io.vintner.gateway.match;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code postgres_changes} in a join, as the client sent it.
 *
 * @param event {@code INSERT}, {@code UPDATE}, {@code DELETE}; anything else means all of them
 * @param schema a name or {@code *}; null means {@code public} if a table is given
 * @param table a name or {@code *}; null means all tables of the schema
 * @param filter in the client's grammar, for instance {@code id=eq.5}; null or blank for none
 * @param select the columns wanted besides the primary key; null for all
 */
public record ChangesRequest(
        @Nullable String event,
        @Nullable String schema,
        @Nullable String table,
        @Nullable String filter,
        @Nullable List<String> select) {

    public ChangesRequest {
        select = select == null ? null : List.copyOf(select);
    }
}
