package io.vintner.gateway.match;

import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.PublishedTable.Kind;
import io.vintner.gateway.filter.FilterTerm;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription asks for, read but not yet looked up in the catalog.
 *
 * @param event {@code INSERT}, {@code UPDATE}, {@code DELETE} or {@code *}
 * @param schema a name or {@code *}
 * @param table a name or {@code *}
 * @param select the columns wanted besides the primary key; null for all
 */
record Wanted(
        String event,
        String schema,
        String table,
        List<FilterTerm> terms,
        @Nullable List<String> select) {

    static final String ALL = "*";

    Wanted {
        terms = List.copyOf(terms);
        select = select == null ? null : List.copyOf(select);
    }

    /** A wildcard covers partitions, so not once more the table that they are parts of. */
    boolean covers(PublishedTable published) {
        return !(isWildcard() && published.isToldByPartitions())
                && (schema.equals(ALL) || schema.equals(published.schema()))
                && (table.equals(ALL) || table.equals(published.name()));
    }

    Set<Kind> kinds() {
        return event.equals(ALL) ? Set.of(Kind.values()) : Set.of(Kind.valueOf(event));
    }

    boolean isWildcard() {
        return schema.equals(ALL) || table.equals(ALL);
    }

    /** As upstream prints the parameters in its complaints. */
    String printed() {
        String filters =
                terms.stream()
                        .map(term ->
                                "{%s, %s, %s, %s}"
                                        .formatted(
                                                quoted(term.column()),
                                                quoted(term.operator().wireName()),
                                                quoted(term.value()),
                                                term.negated()))
                        .collect(Collectors.joining(", "));
        String columns =
                select == null
                        ? "nil"
                        : select.stream()
                                .map(Wanted::quoted)
                                .collect(Collectors.joining(", ", "[", "]"));
        return "[event: %s, schema: %s, table: %s, filters: [%s], select: %s]"
                .formatted(event, schema, table, filters, columns);
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
