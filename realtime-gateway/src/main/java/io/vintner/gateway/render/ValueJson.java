package io.vintner.gateway.render;

import io.vintner.gateway.catalog.PgType;
import java.util.List;

/**
 * Writes PostgreSQL's text of a value as the JSON that clients expect (realtime protocol, 6.1).
 * What is not read as its type says is written as the text that it is.
 */
sealed interface ValueJson {

    void write(String text, JsonText json);

    /** Whether the value is there, but told as null. */
    default boolean isToldAsNull(String text) {
        return false;
    }

    /** How values of {@code type} are written as a column. */
    static ValueJson of(PgType type) {
        return of(type, true);
    }

    /**
     * @param asColumn whether it is a column's own value: bytes then lose their prefix
     */
    private static ValueJson of(PgType type, boolean asColumn) {
        return switch (type) {
            case PgType.Domain domain -> of(domain.underlying(), asColumn);
            case PgType.Enumerated _ -> new Text();
            case PgType.ArrayOf array ->
                    new Elements(of(array.element(), false), array.delimiter());
            case PgType.Composite composite -> new Fields(fields(composite.fields()));
            case PgType.Scalar scalar when scalar.schema().equals(PgType.BUILT_IN) ->
                    builtIn(scalar.name(), asColumn);
            case PgType.Scalar scalar when scalar.name().equals("hstore") -> new Pairs();
            case PgType.Scalar _, PgType.Range _ -> new Text();
        };
    }

    private static List<Field> fields(List<PgType.Field> fields) {
        return fields.stream()
                .map(field -> new Field(field.name(), of(field.type(), false)))
                .toList();
    }

    private static ValueJson builtIn(String name, boolean asColumn) {
        return switch (name) {
            case "int2", "int4", "int8", "numeric", "float4", "float8" -> new Numeral(asColumn);
            case "bool" -> new Bool();
            case "json" -> new AnyJson();
            case "jsonb" -> new Json();
            case "int2vector" -> new Vector(new Numeral(false));
            case "oidvector" -> new Vector(new Text());
            case "timestamp" -> new Timestamp();
            case "timestamptz" -> new TimestampTz();
            case "bytea" -> asColumn ? new Bytes() : new Text();
            default -> new Text();
        };
    }

    /** As a string. */
    record Text() implements ValueJson {
        @Override
        public void write(String text, JsonText json) {
            json.string(text);
        }
    }

    /**
     * As a number with all its digits.
     *
     * @param asColumn whether what JSON has no number for (NaN, the infinities) is null; within
     *     arrays and composites it is a string, as only nulls are null there
     */
    record Numeral(boolean asColumn) implements ValueJson {
        @Override
        public void write(String text, JsonText json) {
            if (isNumber(text)) {
                json.raw(text);
            } else if (asColumn) {
                json.raw("null");
            } else {
                json.string(text);
            }
        }

        @Override
        public boolean isToldAsNull(String text) {
            return asColumn && !isNumber(text);
        }

        /** What PostgreSQL prints of a number is JSON's, too; but it also prints NaN. */
        private static boolean isNumber(String text) {
            int at = text.startsWith("-") ? 1 : 0;
            int whole = digits(text, at);
            if (whole == at || (text.charAt(at) == '0' && whole > at + 1)) {
                return false;
            }
            at = whole;
            if (at < text.length() && text.charAt(at) == '.') {
                int fraction = digits(text, at + 1);
                if (fraction == at + 1) {
                    return false;
                }
                at = fraction;
            }
            if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
                at++;
                if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                    at++;
                }
                int exponent = digits(text, at);
                if (exponent == at) {
                    return false;
                }
                at = exponent;
            }
            return at == text.length();
        }

        private static int digits(String text, int from) {
            int at = from;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            return at;
        }
    }

    /** As true or false. */
    record Bool() implements ValueJson {
        @Override
        public void write(String text, JsonText json) {
            json.raw(text.equals("t") ? "true" : "false");
        }
    }

    /** As what it is, with the last of several values under one key. */
    record AnyJson() implements ValueJson {
        @Override
        public void write(String text, JsonText json) {
            json.raw(UniqueKeys.of(text));
        }
    }

    /** Numbers with blanks between them as an array. */
    record Vector(ValueJson element) implements ValueJson {
        @Override
        public void write(String text, JsonText json) {
            json.raw("[");
            if (!text.isEmpty()) {
                String[] elements = text.split(" ", -1);
                for (int index = 0; index < elements.length; index++) {
                    json.raw(index == 0 ? "" : ",");
                    element.write(elements[index], json);
                }
            }
            json.raw("]");
        }
    }

    /** As what it is: PostgreSQL keeps it in one form, with unique keys. */
    record Json() implements ValueJson {
        @Override
        public void write(String text, JsonText json) {
            json.raw(text);
        }
    }

    /** With a T between date and time. */
    record Timestamp() implements ValueJson {
        @Override
        public void write(String text, JsonText json) {
            json.string(withT(text));
        }
    }

    /** With a T, and the minutes of the zone, which PostgreSQL leaves out when there are none. */
    record TimestampTz() implements ValueJson {
        @Override
        public void write(String text, JsonText json) {
            int end = text.endsWith(" BC") ? text.length() - 3 : text.length();
            boolean hoursOnly =
                    end > 3 && (text.charAt(end - 3) == '+' || text.charAt(end - 3) == '-');
            json.string(
                    withT(hoursOnly ? text.substring(0, end) + ":00" + text.substring(end) : text));
        }
    }

    private static String withT(String text) {
        int blank = text.indexOf(' ');
        return blank < 0 ? text : text.substring(0, blank) + 'T' + text.substring(blank + 1);
    }

    /** Hexadecimal without {@code \x}. */
    record Bytes() implements ValueJson {
        @Override
        public void write(String text, JsonText json) {
            json.string(text, text.startsWith("\\x") ? 2 : 0, text.length());
        }
    }

    /** As an array, each element by its own rule. */
    record Elements(ValueJson element, char delimiter) implements ValueJson {
        @Override
        public void write(String text, JsonText json) {
            LiteralReader.array(text, this, json);
        }
    }

    /** One field of a composite. */
    record Field(String name, ValueJson value) {}

    /** A composite as an object. */
    record Fields(List<Field> list) implements ValueJson {
        public Fields {
            list = List.copyOf(list);
        }

        @Override
        public void write(String text, JsonText json) {
            LiteralReader.composite(text, this, json);
        }
    }

    /** An hstore as an object of strings. */
    record Pairs() implements ValueJson {
        @Override
        public void write(String text, JsonText json) {
            LiteralReader.hstore(text, json);
        }
    }
}
