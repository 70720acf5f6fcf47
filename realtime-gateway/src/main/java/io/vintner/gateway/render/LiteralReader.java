package io.vintner.gateway.render;

/**
 * Reads what PostgreSQL prints of arrays, composites and hstores, and writes it as JSON. A text
 * that is none of what was expected is written as a string.
 */
final class LiteralReader {

    /** Of PostgreSQL's arrays. */
    private static final int DIMENSIONS_MAX = 6;

    private final String text;
    private final JsonText json;
    private int at;

    private LiteralReader(String text, JsonText json) {
        this.text = text;
        this.json = json;
    }

    private static final class NotALiteral extends Exception {
        @java.io.Serial private static final long serialVersionUID = 1L;

        NotALiteral() {
            super(null, null, false, false);
        }
    }

    private interface Part {
        void write(LiteralReader reader) throws NotALiteral;
    }

    static void array(String text, ValueJson.Elements type, JsonText json) {
        whole(
                text,
                json,
                reader -> {
                    if (text.startsWith("[")) {
                        reader.at = text.indexOf('=') + 1; // bounds, where they do not begin at 1
                    }
                    reader.array(type, 1);
                });
    }

    static void composite(String text, ValueJson.Fields type, JsonText json) {
        whole(text, json, reader -> reader.composite(type));
    }

    static void hstore(String text, JsonText json) {
        whole(text, json, LiteralReader::hstore);
    }

    private static void whole(String text, JsonText json, Part part) {
        int start = json.length();
        LiteralReader reader = new LiteralReader(text, json);
        try {
            part.write(reader);
            if (reader.at != text.length()) {
                throw new NotALiteral();
            }
        } catch (NotALiteral other) {
            json.cut(start);
            json.string(text);
        }
    }

    private void array(ValueJson.Elements type, int dimension) throws NotALiteral {
        if (dimension > DIMENSIONS_MAX) {
            throw new NotALiteral();
        }
        expect('{');
        json.raw("[");
        boolean first = true;
        while (here() != '}') {
            if (!first) {
                expect(type.delimiter());
                json.raw(",");
            }
            first = false;
            if (here() == '{') {
                array(type, dimension + 1);
            } else if (here() == '"') {
                type.element().write(quoted(), json);
            } else {
                String element = until(type.delimiter(), '}');
                if (element.isEmpty()) {
                    throw new NotALiteral();
                }
                if (element.equals("NULL")) {
                    json.raw("null");
                } else {
                    type.element().write(element, json);
                }
            }
        }
        expect('}');
        json.raw("]");
    }

    private void composite(ValueJson.Fields type) throws NotALiteral {
        expect('(');
        json.raw("{");
        for (int index = 0; index < type.list().size(); index++) {
            ValueJson.Field field = type.list().get(index);
            if (index > 0) {
                expect(',');
                json.raw(",");
            }
            json.string(field.name()).raw(":");
            if (here() == ',' || here() == ')') {
                json.raw("null");
            } else if (here() == '"') {
                field.value().write(quoted(), json);
            } else {
                field.value().write(until(',', ')'), json);
            }
        }
        expect(')');
        json.raw("}");
    }

    private void hstore() throws NotALiteral {
        json.raw("{");
        while (at < text.length()) {
            if (at > 0) {
                expect(',');
                expect(' ');
                json.raw(",");
            }
            json.string(quoted());
            expect('=');
            expect('>');
            json.raw(":");
            if (here() == '"') {
                json.string(quoted());
            } else {
                for (char letter : new char[] {'N', 'U', 'L', 'L'}) {
                    expect(letter);
                }
                json.raw("null");
            }
        }
        json.raw("}");
    }

    private char here() throws NotALiteral {
        if (at >= text.length()) {
            throw new NotALiteral();
        }
        return text.charAt(at);
    }

    private void expect(char character) throws NotALiteral {
        if (here() != character) {
            throw new NotALiteral();
        }
        at++;
    }

    /** A quoted part: a backslash escapes; a doubled quote, as in composites, is one. */
    private String quoted() throws NotALiteral {
        expect('"');
        StringBuilder content = new StringBuilder();
        while (true) {
            char here = here();
            at++;
            if (here == '\\') {
                content.append(here());
                at++;
            } else if (here != '"') {
                content.append(here);
            } else if (at < text.length() && text.charAt(at) == '"') {
                content.append('"');
                at++;
            } else {
                return content.toString();
            }
        }
    }

    private String until(char one, char other) throws NotALiteral {
        int start = at;
        while (here() != one && here() != other) {
            at++;
        }
        return text.substring(start, at);
    }
}
