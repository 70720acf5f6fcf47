package io.vintner.gateway.match;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random filters for columns of every type, each with the same condition in SQL. */
final class RandomFilters {

    private static final Map<String, String> SIGNS =
            Map.of("eq", "=", "neq", "<>", "lt", "<", "lte", "<=", "gt", ">", "gte", ">=");
    private static final Map<String, String> PATTERNS =
            Map.of("like", "like", "ilike", "ilike", "match", "~", "imatch", "~*");
    private static final List<String> SIGN_NAMES = SIGNS.keySet().stream().sorted().toList();
    private static final List<String> PATTERN_NAMES = PATTERNS.keySet().stream().sorted().toList();
    private static final String[] TEXT_PARTS = {
        "a",
        "b",
        "A",
        "B",
        "z",
        "ä",
        "Ä",
        "ß",
        "i",
        "I",
        "ı",
        "_",
        "%",
        "1",
        "7",
        " ",
        "\n",
        "-",
        "\\",
        "é",
        "e\u0301",
        "\uFF5E",
        "\uD83D\uDE00",
        "k",
        "\u212A",
        "\t"
    };
    private static final String[] LIKE_PARTS = {
        "%", "_", "a", "A", "b", "ä", "Ä", "\\%", "\\_", "\\\\", "i", "I", "1", " ", "\\a", "-"
    };
    private static final String[] REGEX_PARTS = {
        "a",
        "b",
        "A",
        "ä",
        ".",
        "^",
        "$",
        "*",
        "+",
        "?",
        "|",
        "(a|b)",
        "(?:ab)",
        "[a-c]",
        "[^b]",
        "[ab-]",
        "[]a]",
        "[A-z]",
        "[^]a]",
        "{2}",
        "{1,2}",
        "{0,}",
        "{,2}",
        "\\d",
        "\\w",
        "\\s",
        "\\D",
        "\\W",
        "\\S",
        "\\.",
        "\\\\",
        "(",
        ")",
        "]",
        "}",
        "{",
        "[",
        "[[:alpha:]]",
        "(?=a)",
        "(?!a)",
        "\\y",
        "\\m",
        "*?",
        "+?",
        "??",
        "{1}?",
        "(?i)",
        "-",
        "_",
        "%",
        " ",
        "\\n",
        "I",
        "i",
        "(a*)*",
        "(^a)",
        "(b$)",
        "()",
        "[a-]",
        "[-a]",
        "[\\]]",
        "[\\w]",
        "[a\\-c]",
        "\\u0061"
    };

    /**
     * A column.
     *
     * @param cast the type as which operands are read, without a length
     * @param like whether patterns make sense for it
     */
    record Kind(String column, String type, String cast, boolean like, List<String> values) {}

    /**
     * A filter in the client's grammar, and in SQL.
     *
     * @param parts of the SQL, each a condition: PostgreSQL need not evaluate all of a conjunction
     */
    record Filter(String wire, String sql, List<String> parts) {
        Filter(String wire, String sql) {
            this(wire, sql, List.of(sql));
        }

        Filter and(Filter other) {
            List<String> all = new ArrayList<>(parts);
            all.addAll(other.parts);
            return new Filter(wire + "," + other.wire, sql + " and " + other.sql, all);
        }
    }

    private final Random random;
    private final List<Kind> kinds;

    RandomFilters(Random random, boolean icu) {
        this.random = random;
        this.kinds = kinds(icu);
    }

    List<Kind> kinds() {
        return kinds;
    }

    private static List<Kind> kinds(boolean icu) {
        Map<String, String[]> plain = new LinkedHashMap<>();
        plain.put("int2", new String[] {"-32768", "-1", "0", "7", "32767", " 8 "});
        plain.put("int4", new String[] {"-2147483648", "-7", "0", "007", "2147483647", "+5"});
        plain.put("int8", new String[] {"-9223372036854775808", "0", "9223372036854775807", "10"});
        plain.put("oid", new String[] {"0", "42", "4294967295", "5"});
        plain.put(
                "numeric",
                new String[] {
                    "1.0",
                    "1.10",
                    "1",
                    "-0.000",
                    "NaN",
                    "1e3",
                    "1000.0",
                    "Infinity",
                    "-Infinity",
                    "99999999999999999999",
                    "0.1"
                });
        plain.put("numeric(6,2)", new String[] {"1", "1.10", "9999.99", "NaN", "-0.01"});
        plain.put("float4", new String[] {"0.1", "1e10", "-0", "0", "NaN", "Infinity", "16777217"});
        plain.put(
                "float8",
                new String[] {"0.1", "1e-300", "-0", "0", "nan", "-inf", "0.30000000000000004"});
        plain.put("bool", new String[] {"t", "false", "yes", "0", "on"});
        plain.put(
                "uuid",
                new String[] {
                    "00000000-0000-0000-0000-000000000000",
                    "FFFFFFFF-ffff-4fff-8fff-ffffffffffff",
                    "7fffffff-ffff-4fff-8fff-ffffffffffff",
                    "{a0eebc999c0b4ef8bb6d6bb9bd380a11}"
                });
        plain.put(
                "date",
                new String[] {
                    "2026-01-02",
                    "January 8, 1999",
                    "infinity",
                    "-infinity",
                    "0044-03-15 BC",
                    "294276-12-31"
                });
        plain.put("time", new String[] {"00:00", "24:00:00", "13:37:00.5", "1:37 PM"});
        plain.put(
                "timetz", new String[] {"03:04:05+02", "01:04:05Z", "24:00:00-08", "00:00+05:30"});
        plain.put(
                "timestamp",
                new String[] {
                    "2026-01-02 03:04:05",
                    "2026-01-02T03:04:05.000001",
                    "infinity",
                    "-infinity",
                    "0044-03-15 12:00 BC",
                    "12026-01-01 00:00"
                });
        plain.put("timestamp(0)", new String[] {"2026-01-02 03:04:05.4", "infinity"});
        plain.put(
                "timestamptz",
                new String[] {
                    "2026-01-02 03:04:05+00",
                    "2026-01-02 05:04:05+02",
                    "infinity",
                    "1900-01-01 00:00:00+05:30",
                    "4713-01-01 00:00:00+00 BC"
                });
        plain.put(
                "interval",
                new String[] {"1 day", "24:00:00", "1 mon", "30 days", "-1 year 2 days", "0"});
        plain.put("money", new String[] {"12.34", "-5", "0", "1000"});
        plain.put("inet", new String[] {"10.0.0.1", "10.0.0.1/8", "::1", "10.0.0.2", "ffff::/16"});
        plain.put("cidr", new String[] {"10.0.0.0/8", "10.1.0.0/16", "::/0"});
        plain.put("macaddr", new String[] {"08:00:2b:01:02:03", "08-00-2b-01-02-04"});
        plain.put("macaddr8", new String[] {"08:00:2b:01:02:03:04:05", "08002b:0102030406"});
        plain.put("bit(3)", new String[] {"101", "000", "111"});
        plain.put("varbit", new String[] {"", "1", "10", "101", "0101"});
        plain.put("bytea", new String[] {"\\x", "\\xdeadbeef", "\\x00ff", "abc"});
        plain.put("\"char\"", new String[] {"a", "B", ""});
        plain.put("pg_lsn", new String[] {"0/0", "16/B374D848", "0/FF"});
        plain.put("tsvector", new String[] {"a b", "b:1 a:2", ""});
        plain.put("jsonb", new String[] {"{\"a\": 1}", "{\"a\":1.0}", "[1, 2]", "null", "\"x\""});
        plain.put("json", new String[] {"{\"a\": 1}", "2"});
        plain.put("xml", new String[] {"<a/>", "x"});
        plain.put("point", new String[] {"(1,2)", "(0,0)"});
        plain.put("box", new String[] {"(1,1),(0,0)", "(2,2),(1,1)", "(3,1),(0,0)"});
        plain.put("mood", new String[] {"calm", "busy", "wild"});
        plain.put("positive", new String[] {"1", "10", "9"});
        plain.put("int4[]", new String[] {"{}", "{1,2}", "{1,NULL}", "{2}", "{{1,2},{3,4}}"});
        plain.put("text[]", new String[] {"{a,b}", "{\"a,b\",\"\\\"\"}", "{NULL}", "{}"});
        plain.put("uuid[]", new String[] {"{}", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}"});
        plain.put("int4range", new String[] {"[1,5)", "empty", "(,)", "[2,)", "[1,4]"});
        plain.put("numrange", new String[] {"[1.0,5)", "[1,5)", "(1,5]"});
        plain.put("tstzrange", new String[] {"[2026-01-01 00:00+00,)", "[2026-01-01 02:00+02,)"});
        plain.put("int4multirange", new String[] {"{}", "{[1,3),[5,7)}", "{[1,2],[5,6]}"});
        plain.put("place", new String[] {"(a,1)", "(,)", "(\"b, c\",)", "(a,2)"});
        plain.put("hstore", new String[] {"a=>1", "a=>1, b=>NULL", ""});
        List<Kind> kinds = new ArrayList<>();
        plain.forEach((type, values) -> {
            String cast = type.replaceAll("\\(.*\\)", "").replaceAll("^bit$", "\"bit\"");
            kinds.add(
                    new Kind(
                            "c" + kinds.size(), type, cast, type.equals("bytea"), List.of(values)));
        });
        List<String> texts =
                List.of(
                        "text",
                        "text collate \"C\"",
                        "varchar(9)",
                        "char(5)",
                        "bpchar",
                        "name",
                        "citext",
                        "nick");
        texts.forEach(type -> text(kinds, type));
        if (icu) {
            text(kinds, "text collate \"und-x-icu\"");
            text(kinds, "varchar collate \"und-x-icu\"");
            text(kinds, "text collate blind");
        }
        return List.copyOf(kinds);
    }

    private static void text(List<Kind> kinds, String type) {
        String cast = type.replaceAll("\\(.*\\)| collate.*", "").replaceAll("^char$", "bpchar");
        kinds.add(new Kind("c" + kinds.size(), type, cast, true, List.of()));
    }

    /** A random value of a column, as a client might write it. */
    String value(Kind kind) {
        return kind.values().isEmpty()
                ? string(TEXT_PARTS, kind.type().equals("char(5)") ? 3 : 4)
                : kind.values().get(random.nextInt(kind.values().size()));
    }

    private String string(String[] parts, int most) {
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(most + 1); count > 0; count--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    /** One to three conditions. */
    Filter next() {
        Filter all = condition();
        for (int more = random.nextInt(6) - 3; more > 0; more--) {
            all = all.and(condition());
        }
        return all;
    }

    private Filter condition() {
        Kind kind = kinds.get(random.nextInt(kinds.size()));
        String column = kind.column();
        boolean not = random.nextInt(4) == 0;
        String before = column + "=" + (not ? "not." : "");
        int pick = random.nextInt(kind.like() ? 10 : 6);
        Filter filter =
                switch (pick) {
                    case 0 -> in(kind);
                    case 1 -> {
                        String value = value(kind);
                        yield new Filter(
                                "isdistinct." + quoted(value),
                                "%s is distinct from %s::%s"
                                        .formatted(column, literal(value), kind.cast()));
                    }
                    case 2 -> new Filter("is.null", column + " is null");
                    case 3, 4, 5 -> {
                        String sign = SIGN_NAMES.get(random.nextInt(SIGN_NAMES.size()));
                        String value = value(kind);
                        yield new Filter(
                                sign + "." + quoted(value),
                                "%s %s %s::%s"
                                        .formatted(
                                                column,
                                                SIGNS.get(sign),
                                                literal(value),
                                                kind.cast()));
                    }
                    default -> {
                        String name = PATTERN_NAMES.get(random.nextInt(PATTERN_NAMES.size()));
                        String pattern =
                                string(name.endsWith("like") ? LIKE_PARTS : REGEX_PARTS, 5);
                        yield new Filter(
                                name + "." + quoted(pattern),
                                "%s %s %s".formatted(column, PATTERNS.get(name), literal(pattern)));
                    }
                };
        return new Filter(
                before + filter.wire(),
                not ? "not (" + filter.sql() + ")" : "(" + filter.sql() + ")");
    }

    private Filter in(Kind kind) {
        List<String> wire = new ArrayList<>();
        List<String> sql = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            if (random.nextInt(6) == 0) {
                wire.add("null");
                sql.add("null");
            } else {
                String value = value(kind);
                wire.add(quoted(value));
                sql.add(literal(value));
            }
        }
        String column = kind.column();
        boolean onlyNulls = sql.stream().allMatch(one -> one.equals("null"));
        return new Filter(
                "in.(" + String.join(",", wire) + ")",
                sql.isEmpty() || onlyNulls
                        // matches nothing, whether the type can be compared or not
                        ? sql.isEmpty() ? "false" : "null::boolean"
                        : sql.stream()
                                .map(one -> "%s = %s::%s".formatted(column, one, kind.cast()))
                                .reduce((one, other) -> one + " or " + other)
                                .orElseThrow());
    }

    /** As the grammar quotes it. */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** As a constant of SQL. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
