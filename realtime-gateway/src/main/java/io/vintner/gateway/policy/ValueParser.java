package io.vintner.gateway.policy;

import io.vintner.gateway.policy.SqlTokens.Kind;
import io.vintner.gateway.policy.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the values in a deparsed expression. What it does not understand is null. */
final class ValueParser {

    private final SqlTokens tokens;
    private final String table;
    private int depth;

    ValueParser(SqlTokens tokens, String table) {
        this.tokens = tokens;
        this.table = table;
    }

    @Nullable PolicyValue value(int from, int to) {
        if (from >= to || depth == PolicyParser.DEPTH_MAX) {
            return null;
        }
        depth++;
        PolicyValue read = shallow(from, to);
        depth--;
        return read;
    }

    private @Nullable PolicyValue shallow(int from, int to) {
        if (tokens.get(from).is("(") && tokens.afterGroup(from, to) == to) {
            return tokens.get(from + 1).is("select")
                    ? selected(from + 2, to - 1)
                    : value(from + 1, to - 1);
        }
        int cast = last(from, to, "::");
        int arrow = Math.max(last(from, to, "->"), last(from, to, "->>"));
        if (arrow >= 0) { // binds less than a cast
            return claim(from, arrow, to);
        }
        return cast >= 0 ? cast(from, cast, to) : plain(from, to);
    }

    /** {@code ( SELECT value AS name)}: the same value, computed once a statement. */
    private @Nullable PolicyValue selected(int from, int to) {
        int as = last(from, to, "as");
        return as < 0 || as == to - 2 ? value(from, as < 0 ? to : as) : null;
    }

    private @Nullable PolicyValue cast(int from, int cast, int to) {
        String type = typeName(cast + 1, to);
        if (type == null) {
            return null;
        }
        Token only = tokens.get(from);
        if (cast - from == 1 && only.kind() == Kind.TEXT) {
            return new PolicyValue.Constant(only.text(), type);
        }
        PolicyValue value = value(from, cast);
        return value == null ? null : new PolicyValue.Cast(value, type);
    }

    /**
     * A type without modifiers, for instance {@code timestamp with time zone} or {@code
     * public.mood}.
     */
    private @Nullable String typeName(int from, int to) {
        StringBuilder name = new StringBuilder();
        for (int index = from; index < to; index++) {
            Token token = tokens.get(index);
            if (token.is(".")) {
                name.append('.');
            } else if (token.isName()) {
                boolean first = name.isEmpty() || name.charAt(name.length() - 1) == '.';
                name.append(first ? "" : " ").append(token.text());
            } else {
                return null;
            }
        }
        return name.isEmpty() ? null : name.toString();
    }

    private @Nullable PolicyValue claim(int from, int arrow, int to) {
        boolean asText = tokens.get(arrow).is("->>");
        if (!(value(from, arrow) instanceof PolicyValue.Claim(var path, boolean text))
                || text
                || !(value(arrow + 1, to) instanceof PolicyValue.Constant(String key, String type))
                || !type.equals("text")) {
            return null;
        }
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return new PolicyValue.Claim(longer, asText);
    }

    private @Nullable PolicyValue plain(int from, int to) {
        Token first = tokens.get(from);
        if (to - from == 1) {
            return switch (first.kind()) {
                case NUMBER -> number(first.text());
                case NAME -> new PolicyValue.Column(first.text());
                case WORD ->
                        switch (first.text()) {
                            case "current_user", "current_role", "user" ->
                                    new PolicyValue.CurrentUser();
                            case "true" -> new PolicyValue.Constant("t", "boolean");
                            case "false" -> new PolicyValue.Constant("f", "boolean");
                            case "null",
                                    "session_user",
                                    "current_date",
                                    "current_time",
                                    "current_timestamp",
                                    "localtime",
                                    "localtimestamp",
                                    "current_catalog",
                                    "current_schema" ->
                                    null;
                            default -> new PolicyValue.Column(first.text());
                        };
                case TEXT, SYMBOL, STRANGE -> null;
            };
        }
        if (to - from == 3 && tokens.get(from + 1).is(".") && tokens.get(from + 2).isName()) {
            return first.isName() && first.text().equals(table)
                    ? new PolicyValue.Column(tokens.get(from + 2).text())
                    : null;
        }
        return function(from, to);
    }

    private static @Nullable PolicyValue number(String text) {
        if (!text.matches("\\d{1,18}(\\.\\d{1,100})?")) {
            return null;
        }
        return new PolicyValue.Constant(text, text.contains(".") ? "numeric" : "bigint");
    }

    private @Nullable PolicyValue function(int from, int to) {
        if (to - from != 5
                || !tokens.get(from).is("auth")
                || !tokens.get(from + 1).is(".")
                || !tokens.get(from + 3).is("(")
                || !tokens.get(from + 4).is(")")) {
            return null;
        }
        Token name = tokens.get(from + 2);
        if (name.is("uid")) {
            return new PolicyValue.Uid();
        }
        if (name.is("role")) {
            return new PolicyValue.RoleClaim();
        }
        return name.is("jwt") ? new PolicyValue.Claim(List.of(), false) : null;
    }

    /** The elements of {@code (ARRAY[…])}, also with a cast of all of it. */
    @Nullable List<PolicyValue> array(int from, int to) {
        if (from >= to || depth == PolicyParser.DEPTH_MAX) {
            return null;
        }
        depth++;
        List<PolicyValue> read = shallowArray(from, to);
        depth--;
        return read;
    }

    private @Nullable List<PolicyValue> shallowArray(int from, int to) {
        if (tokens.get(from).is("(") && tokens.afterGroup(from, to) == to) {
            return array(from + 1, to - 1);
        }
        int cast = last(from, to, "::");
        if (cast >= 0) {
            boolean isArray =
                    to - cast > 3 && tokens.get(to - 1).is("]") && tokens.get(to - 2).is("[");
            String type = isArray ? typeName(cast + 1, to - 2) : null;
            List<PolicyValue> elements = array(from, cast);
            return elements == null || type == null ? null : castAll(elements, type);
        }
        if (!tokens.get(from).is("array") || tokens.afterGroup(from + 1, to) != to) {
            return null;
        }
        return elements(from + 2, to - 1);
    }

    private static List<PolicyValue> castAll(List<PolicyValue> elements, String type) {
        return elements.stream()
                .<PolicyValue>map(element -> new PolicyValue.Cast(element, type))
                .toList();
    }

    private @Nullable List<PolicyValue> elements(int from, int to) {
        List<PolicyValue> elements = new ArrayList<>();
        int start = from;
        for (int index = from; index <= to; index++) {
            if (index == to || tokens.get(index).is(",")) {
                PolicyValue element = value(start, index);
                if (element == null) {
                    return null;
                }
                elements.add(element);
                start = index + 1;
            } else if (tokens.get(index).is("(") || tokens.get(index).is("[")) {
                int after = tokens.afterGroup(index, to);
                if (after < 0) {
                    return null;
                }
                index = after - 1;
            }
        }
        return elements;
    }

    /** The last such token outside of parentheses, or -1. */
    private int last(int from, int to, String symbolOrWord) {
        int found = -1;
        for (int index = from; index < to; index++) {
            Token token = tokens.get(index);
            if (token.is(symbolOrWord)) {
                found = index;
            }
            if (token.is("(") || token.is("[")) {
                int after = tokens.afterGroup(index, to);
                if (after < 0) {
                    return -1;
                }
                index = after - 1;
            }
        }
        return found;
    }
}
