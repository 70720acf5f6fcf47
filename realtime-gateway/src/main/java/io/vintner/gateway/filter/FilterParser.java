package io.vintner.gateway.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads the filter grammar of Supabase Realtime: {@code column=[not.]operator.value}, joined by
 * commas that all must hold. Knows no tables: whether a column exists and what its value means is
 * found out later.
 *
 * <p>Commas inside parentheses or inside a quoted value do not separate. A quote opens only after
 * {@code .}, {@code (} or {@code ,}; inside quotes a backslash escapes the next character.
 */
public final class FilterParser {

    private static final int TERMS_MAX = 100;

    private FilterParser() {}

    /** What a text is as a filter. */
    public sealed interface Parsed {

        /**
         * It is one.
         *
         * @param list none for a blank filter; all must hold
         */
        record Terms(List<FilterTerm> list) implements Parsed {
            public Terms {
                list = List.copyOf(list);
            }
        }

        /**
         * It is none.
         *
         * @param complaint in upstream's words, without the introduction
         */
        record Malformed(String complaint) implements Parsed {}
    }

    /** Reads {@code filter}. */
    public static Parsed parse(String filter) {
        if (filter.isBlank()) {
            return new Parsed.Terms(List.of());
        }
        List<FilterTerm> terms = new ArrayList<>();
        for (String segment : split(filter.strip())) {
            if (terms.size() == TERMS_MAX) {
                return new Parsed.Malformed("too many conditions. Maximum " + TERMS_MAX);
            }
            switch (term(segment.strip())) {
                case Term.Read(FilterTerm term) -> terms.add(term);
                case Term.Refused(String complaint) -> {
                    return new Parsed.Malformed(complaint);
                }
            }
        }
        return new Parsed.Terms(terms);
    }

    private sealed interface Term {
        record Read(FilterTerm term) implements Term {}

        record Refused(String complaint) implements Term {}
    }

    private static Term term(String segment) {
        if (segment.isEmpty()) {
            return new Term.Refused(
                    "filter must not contain empty segments (check for extra commas)");
        }
        int equals = segment.indexOf('=');
        if (equals < 0) {
            return new Term.Refused(listOf(segment));
        }
        String rest = segment.substring(equals + 1);
        boolean negated = rest.startsWith("not.");
        String test = negated ? rest.substring("not.".length()) : rest;
        int dot = test.indexOf('.');
        if (dot < 0) {
            return new Term.Refused(listOf(test));
        }
        String value = test.substring(dot + 1);
        Operator operator = Operator.ofWireName(test.substring(0, dot));
        if (operator == null) {
            return new Term.Refused(listOf(test.substring(0, dot), value));
        }
        if (operator != Operator.IN) {
            value = unquote(value);
        } else if (value.length() >= 2 && value.startsWith("(") && value.endsWith(")")) {
            value = "{" + value.substring(1, value.length() - 1) + "}";
        } else {
            return new Term.Refused("`in` filter value must be wrapped by parentheses");
        }
        return new Term.Read(
                new FilterTerm(segment.substring(0, equals), negated, operator, value));
    }

    private static List<String> split(String filter) {
        List<String> segments = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int start = 0;
        char before = 0;
        for (int index = 0; index < filter.length(); index++) {
            char here = filter.charAt(index);
            if (quoted) {
                if (here == '\\' && index + 1 < filter.length()) {
                    here = filter.charAt(++index);
                } else if (here == '"') {
                    quoted = false;
                }
            } else if (here == '"' && (before == '.' || before == '(' || before == ',')) {
                quoted = true;
            } else if (here == '(') {
                depth++;
            } else if (here == ')') {
                depth = Math.max(0, depth - 1);
            } else if (here == ',' && depth == 0) {
                segments.add(filter.substring(start, index));
                start = index + 1;
                before = 0;
                continue;
            }
            before = here;
        }
        segments.add(filter.substring(start));
        return segments;
    }

    /** Without its quotes if all of it is one quoted text; else as it stands. */
    private static String unquote(String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        StringBuilder content = new StringBuilder();
        for (int index = 1; index < value.length(); index++) {
            char here = value.charAt(index);
            if (here == '"') {
                return index == value.length() - 1 ? content.toString() : value;
            }
            if (here == '\\' && index + 1 < value.length()) {
                here = value.charAt(++index);
            }
            content.append(here);
        }
        return value;
    }

    /** The parts it choked on, as upstream's language prints a list of strings. */
    private static String listOf(String... parts) {
        return List.of(parts).stream()
                .map(part -> '"' + part.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
