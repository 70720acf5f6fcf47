package io.vintner.gateway.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tokens of an SQL text as PostgreSQL deparses it. Immutable. */
final class SqlTokens {

    private static final String SYMBOLS = "+-*/<>=~!@#%^&|`?";

    private final String source;
    private final List<Token> list;

    private SqlTokens(String source, List<Token> list) {
        this.source = source;
        this.list = list;
    }

    /** What a token is. */
    enum Kind {
        /** A word without quotes: a keyword or a name, in lower case as PostgreSQL reads it. */
        WORD,
        /** A name in double quotes, without them. */
        NAME,
        /** A text in single quotes, without them. */
        TEXT,
        NUMBER,
        /** An operator, a parenthesis, a bracket, a comma, a dot, {@code ::}. */
        SYMBOL,
        /** What this reader does not understand, for instance {@code E'…'} or {@code $1}. */
        STRANGE
    }

    /**
     * @param start of the token in the source
     * @param end after the token in the source
     */
    record Token(Kind kind, String text, int start, int end) {

        boolean is(String symbolOrWord) {
            return (kind == Kind.SYMBOL || kind == Kind.WORD) && text.equals(symbolOrWord);
        }

        boolean isName() {
            return kind == Kind.WORD || kind == Kind.NAME;
        }
    }

    /** Reads any text; what makes no sense becomes a strange token. */
    static SqlTokens of(String source) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (at < source.length()) {
            char here = source.charAt(at);
            if (Character.isWhitespace(here)) {
                at++;
                continue;
            }
            Token token = next(source, at, here);
            tokens.add(token);
            at = token.end();
        }
        return new SqlTokens(source, List.copyOf(tokens));
    }

    private static Token next(String source, int at, char here) {
        if (here == '\'' || here == '"') {
            return quoted(source, at, here);
        }
        if (Character.isDigit(here)) {
            return new Token(
                    Kind.NUMBER,
                    source.substring(at, endOfNumber(source, at)),
                    at,
                    endOfNumber(source, at));
        }
        if (Character.isLetter(here) || here == '_') {
            int end = at + 1;
            while (end < source.length() && isWordPart(source.charAt(end))) {
                end++;
            }
            boolean prefix = end < source.length() && source.charAt(end) == '\'';
            return prefix
                    ? new Token(Kind.STRANGE, "", at, quoted(source, end, '\'').end())
                    : new Token(
                            Kind.WORD, source.substring(at, end).toLowerCase(Locale.ROOT), at, end);
        }
        if (source.startsWith("::", at)) {
            return new Token(Kind.SYMBOL, "::", at, at + 2);
        }
        int end = at;
        while (end < source.length() && SYMBOLS.indexOf(source.charAt(end)) >= 0) {
            end++;
        }
        if (end > at) {
            return new Token(Kind.SYMBOL, source.substring(at, end), at, end);
        }
        Kind kind = "()[],.:;".indexOf(here) >= 0 ? Kind.SYMBOL : Kind.STRANGE;
        return new Token(kind, String.valueOf(here), at, at + 1);
    }

    private static boolean isWordPart(char character) {
        return Character.isLetterOrDigit(character) || character == '_' || character == '$';
    }

    private static int endOfNumber(String source, int at) {
        int end = at;
        while (end < source.length()
                && (Character.isLetterOrDigit(source.charAt(end)) || source.charAt(end) == '.')) {
            end++;
        }
        return end;
    }

    private static Token quoted(String source, int at, char quote) {
        StringBuilder content = new StringBuilder();
        for (int index = at + 1; index < source.length(); index++) {
            char here = source.charAt(index);
            if (here != quote) {
                content.append(here);
            } else if (index + 1 < source.length() && source.charAt(index + 1) == quote) {
                content.append(here);
                index++;
            } else {
                Kind kind = quote == '"' ? Kind.NAME : Kind.TEXT;
                return new Token(kind, content.toString(), at, index + 1);
            }
        }
        return new Token(Kind.STRANGE, "", at, source.length());
    }

    int size() {
        return list.size();
    }

    Token get(int index) {
        return list.get(index);
    }

    /** The source of the tokens from {@code from} to before {@code to}. */
    String text(int from, int to) {
        return from >= to ? "" : source.substring(list.get(from).start(), list.get(to - 1).end());
    }

    /**
     * The same for texts that differ only in blanks, in case outside quotes, or in a last
     * semicolon.
     */
    String canonical() {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < list.size(); index++) {
            Token token = list.get(index);
            if (!token.is(";") || index < list.size() - 1) {
                text.append(token.kind()).append(':').append(token.text()).append('\n');
            }
        }
        return text.toString();
    }

    /**
     * The index after the group that opens at {@code open}; -1 if it is not closed before {@code
     * to}.
     */
    int afterGroup(int open, int to) {
        int depth = 0;
        for (int index = open; index < to; index++) {
            if (get(index).is("(") || get(index).is("[")) {
                depth++;
            } else if (get(index).is(")") || get(index).is("]")) {
                depth--;
                if (depth == 0) {
                    return index + 1;
                }
            }
        }
        return -1;
    }
}
