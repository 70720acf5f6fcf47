package io.vintner.gateway.match;

import io.vintner.gateway.filter.FilterParser;
import io.vintner.gateway.filter.FilterTerm;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/** Reads what a client asked for, and complains in upstream's words. */
final class RequestReader {

    private static final Set<String> EVENTS = Set.of("INSERT", "UPDATE", "DELETE");

    private RequestReader() {}

    /** What a request is. */
    sealed interface Read {

        record Understood(Wanted wanted) implements Read {}

        record Refused(String message) implements Read {}
    }

    static Read read(ChangesRequest request) {
        String filter = request.filter() == null ? "" : request.filter();
        boolean onlyFilter = request.table() == null && !filter.isBlank();
        if (onlyFilter || (request.schema() == null && request.table() == null)) {
            return new Read.Refused(
                    "No subscription params provided. Please provide at least a `schema` or"
                            + " `table` to subscribe to: "
                            + printed(request));
        }
        return switch (FilterParser.parse(filter)) {
            case FilterParser.Parsed.Malformed(String complaint) ->
                    new Read.Refused("Error parsing `filter` params: " + complaint);
            case FilterParser.Parsed.Terms(List<FilterTerm> terms) -> withTerms(request, terms);
        };
    }

    private static Read withTerms(ChangesRequest request, List<FilterTerm> terms) {
        String event = request.event() == null ? "" : request.event().toUpperCase(Locale.ROOT);
        Wanted wanted =
                new Wanted(
                        EVENTS.contains(event) ? event : Wanted.ALL,
                        request.schema() == null ? "public" : request.schema(),
                        request.table() == null ? Wanted.ALL : request.table(),
                        terms,
                        request.select());
        if (wanted.select() != null && wanted.isWildcard()) {
            return new Read.Refused(
                    "Column selection is not supported for wildcard subscriptions. Provide an"
                            + " explicit schema and table name.");
        }
        return new Read.Understood(wanted);
    }

    private static String printed(ChangesRequest request) {
        StringJoiner map = new StringJoiner(", ", "%{", "}");
        if (request.event() != null) {
            map.add("\"event\" => " + Wanted.quoted(request.event()));
        }
        if (request.filter() != null) {
            map.add("\"filter\" => " + Wanted.quoted(request.filter()));
        }
        if (request.schema() != null) {
            map.add("\"schema\" => " + Wanted.quoted(request.schema()));
        }
        return map.toString();
    }
}
