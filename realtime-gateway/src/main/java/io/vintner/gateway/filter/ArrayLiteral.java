package io.vintner.gateway.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's array literal of one dimension, as a person writes it: blanks do not count. */
final class ArrayLiteral {

    private final String text;
    private int at = 1;

    private ArrayLiteral(String text) {
        this.text = text;
    }

    /**
     * The elements of {@code text}, null for an unquoted {@code null}.
     *
     * @return null if the text is none, or has more than one dimension
     */
    static @Nullable List<@Nullable String> flat(String text) {
        if (!text.startsWith("{") || !text.endsWith("}")) {
            return null;
        }
        return new ArrayLiteral(text).elements();
    }

    private @Nullable List<@Nullable String> elements() {
        List<@Nullable String> elements = new ArrayList<>();
        skipBlanks();
        if (at == text.length() - 1) {
            return elements;
        }
        while (true) {
            skipBlanks();
            boolean quoted = text.charAt(at) == '"';
            String element = quoted ? quoted() : plain();
            if (element == null) {
                return null;
            }
            elements.add(!quoted && element.equalsIgnoreCase("null") ? null : element);
            skipBlanks();
            if (text.charAt(at) == '}') {
                return at == text.length() - 1 ? elements : null;
            }
            if (text.charAt(at++) != ',') {
                return null;
            }
        }
    }

    private void skipBlanks() {
        while (at < text.length() - 1 && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private @Nullable String quoted() {
        StringBuilder element = new StringBuilder();
        for (at++; at < text.length() - 1; at++) {
            char here = text.charAt(at);
            if (here == '"') {
                at++;
                return element.toString();
            }
            if (here == '\\') {
                here = text.charAt(++at);
            }
            element.append(here);
        }
        return null;
    }

    private @Nullable String plain() {
        StringBuilder element = new StringBuilder();
        int kept = 0;
        while (at < text.length()) {
            char here = text.charAt(at);
            if (here == ',' || here == '}') {
                element.setLength(kept);
                return kept == 0 ? null : element.toString();
            }
            if (here == '"' || here == '{') {
                return null;
            }
            boolean escaped = here == '\\';
            if (escaped && ++at >= text.length() - 1) {
                return null;
            }
            element.append(text.charAt(at++));
            if (escaped || !Character.isWhitespace(here)) {
                kept = element.length();
            }
        }
        return null;
    }
}
