package io.vintner.gateway.match;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Random columns of every kind of type, arrays and composites of each other included. */
final class RandomValues {

    private static final String[][] BASES = {
        {"int2", "-1", "32767"},
        {"int4", "0", "2147483647"},
        {"int8", "9223372036854775807", "-9007199254740993"},
        {"oid", "42", "4294967295"},
        {
            "numeric",
            "1.10",
            "7.00",
            "-0.000",
            "123456789012345678901234567890.123",
            "0.00001",
            "NaN"
        },
        {"numeric(8,3)", "1.5", "NaN"},
        {"float4", "0.1", "1e10", "-0", "NaN", "Infinity"},
        {"float8", "1e20", "0.30000000000000004", "1e-300", "-Infinity", "1.7976931348623157e308"},
        {"bool", "t", "f"},
        {
            "text",
            "",
            "a\"b\\c\n\t\u0001\u007f\u2028",
            "NULL",
            "null",
            " s ",
            "{x}",
            "(a,b)",
            "\uD83D\uDE00"
        },
        {"varchar(5)", "abc", "a,b"},
        {"char(5)", "ab", ""},
        {"bpchar", "a  "},
        {"\"char\"", "x", "\""},
        {"name", "n", "N 1"},
        {"citext", "Abc", ""},
        {"bit(3)", "101"},
        {"varbit", "", "10"},
        {"uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
        {"inet", "10.0.0.1/8", "::1"},
        {"cidr", "10.0.0.0/8"},
        {"macaddr", "08:00:2b:01:02:03"},
        {"money", "12.34", "-1"},
        {"int4range", "[1,5)", "empty", "(,)"},
        {"tstzrange", "[2026-01-01 00:00+00,)"},
        {"textrange", "[a,\"b,c\")", "(,\"\"\"\")"},
        {"int4multirange", "{[1,3),[5,7)}", "{}"},
        {"point", "(1,2)"},
        {"box", "(1,1),(0,0)"},
        {"polygon", "((0,0),(1,1))"},
        {"tsvector", "a b:1", "'it''s'"},
        {"tsquery", "a & b"},
        {"interval", "1 day 02:00:00", "-1 mon", "0"},
        {"date", "2026-01-02", "infinity", "0044-03-15 BC", "12026-01-01"},
        {"time", "03:04:05.1", "24:00:00"},
        {"timetz", "03:04:05+02", "03:04:05-05:30"},
        {"timestamp", "2026-01-02 03:04:05.120000", "infinity", "0044-03-15 12:00:00 BC"},
        {"timestamptz", "2026-01-02 03:04:05.12+02", "-infinity", "0044-03-15 12:00:00+00 BC"},
        {
            "json",
            "{\"a\": [1, null, \"x\"]}",
            "3",
            "\"s\"",
            "null",
            "{\"a\":1,\"b\":2,\"a\":{\"c\":1,\"c\":[]}}",
            "{\"\\u0061\":1,\"a\":2, \"n\":{\"x\":1,\"y\":2,\"x\":3}}",
            "[{\"k\":1,\"k\":2},{\"k\":3}]"
        },
        {"jsonb", "{\"b\": {\"c\": 1.50}, \"a\": true}", "[]", "null", "\"\\\"\""},
        {"xml", "<a>&amp;</a>"},
        {"pg_lsn", "16/B374D848"},
        {"hstore", "a=>1, b=>NULL", "", "\"q\\\"\"=>\"\\\\,\""},
        {"mood", "sad", "very happy"},
        {"positive", "5"},
        {"label", "x", "NULL"},
        {"pairs", "a=>1"},
        {"numbers", "{1,2}", "{}"},
        {"int2vector", "1 2", ""},
        {"oidvector", "1 2"},
        {"bytea", "\\xdeadbeef", "\\x"},
    };

    private final Random random;

    RandomValues(Random random) {
        this.random = random;
    }

    /** A column: its type, and an SQL expression for a random value of it. */
    interface Column {
        String type();

        String value();
    }

    /** One column of each base type, and one of its arrays. */
    List<Column> columns() {
        List<Column> bases = IntStream.range(0, BASES.length).mapToObj(this::base).toList();
        return Stream.concat(bases.stream(), bases.stream().map(this::array)).toList();
    }

    private Column base(int index) {
        String[] base = BASES[index];
        return new Column() {
            @Override
            public String type() {
                return base[0];
            }

            @Override
            public String value() {
                if (random.nextInt(8) == 0) {
                    return "null::" + base[0];
                }
                String text = base[1 + random.nextInt(base.length - 1)];
                return RandomFilters.literal(text) + "::" + base[0];
            }
        };
    }

    private Column array(Column element) {
        return new Column() {
            @Override
            public String type() {
                return element.type() + "[]";
            }

            @Override
            public String value() {
                return switch (random.nextInt(6)) {
                    case 0 -> "null";
                    case 1 -> "'{}'";
                    case 2 ->
                            "'[0:1]={NULL%sNULL}'::%s"
                                    .formatted(element.type().equals("box") ? ";" : ",", type());
                    case 3 ->
                            "array[[%s, %s], [%s, %s]]::%s"
                                    .formatted(
                                            element.value(),
                                            element.value(),
                                            element.value(),
                                            element.value(),
                                            type());
                    default -> flat();
                };
            }

            private String flat() {
                return IntStream.range(0, 1 + random.nextInt(3))
                        .mapToObj(_ -> element.value())
                        .collect(Collectors.joining(", ", "array[", "]::" + type()));
            }
        };
    }

    /** A composite of other columns, which the caller has created under that name. */
    Column composite(String name, List<Column> fields) {
        return new Column() {
            @Override
            public String type() {
                return name;
            }

            @Override
            public String value() {
                return random.nextInt(8) == 0
                        ? "null::" + name
                        : fields.stream()
                                .map(Column::value)
                                .collect(Collectors.joining(", ", "row(", ")::" + name));
            }
        };
    }

    /** An array of a column's type. */
    Column arrayOf(Column element) {
        return array(element);
    }
}
