package io.vintner.relay.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The tables of one seed, and the statements that make them. Every row has an {@code id}, which
 * tells whose it is: the writer number {@code id % writers}. {@link #LEDGER} gets one row from
 * every transaction.
 */
record RandomSchema(List<RandomTable> tables, boolean throughRoot) {

    static final String SCHEMA = "oracle";
    static final String LEDGER = "ledger";

    private static final List<String> TYPES =
            List.of(
                    "smallint",
                    "bigint",
                    "numeric(20,5)",
                    "float8",
                    "boolean",
                    "text",
                    "varchar(40)",
                    "timestamptz",
                    "date",
                    "interval",
                    "uuid",
                    "jsonb",
                    "bytea",
                    "text[]",
                    "inet",
                    "oracle.mood");
    private static final List<String> NAMES =
            List.of("vines", "grape \"harvest\"", "Must", "räume");
    private static final int COLUMNS_MAX = 5;

    RandomSchema {
        tables = List.copyOf(tables);
    }

    static RandomSchema of(RandomGenerator chance) {
        List<RandomTable> tables = new ArrayList<>();
        RandomTable.Kind[] kinds = RandomTable.Kind.values();
        int first = chance.nextInt(kinds.length);
        int count = 3 + chance.nextInt(NAMES.size() - 2);
        for (int index = 0; index < count; index++) {
            RandomTable.Kind kind = kinds[(first + index) % kinds.length];
            tables.add(table(NAMES.get(index), kind, chance));
        }
        return new RandomSchema(tables, chance.nextBoolean());
    }

    /** Makes the schema anew, and publishes it. */
    List<String> statements() {
        List<String> statements = new ArrayList<>();
        statements.add("drop publication if exists supabase_realtime");
        statements.add("drop schema if exists oracle cascade");
        statements.add("create schema oracle");
        statements.add("create type oracle.mood as enum ('sour', 'it''s \"sweet\"', 'dry, semi')");
        statements.add(
                "create table oracle.ledger (tx text primary key, xid bigint, changes int not"
                        + " null)");
        tables.forEach(table -> statements.addAll(table.statements()));
        StringBuilder names = new StringBuilder("oracle.ledger");
        tables.forEach(table -> names.append(", ").append(table.sqlName()));
        statements.add(
                "create publication supabase_realtime for table %s with (publish_via_partition_root = %s)"
                        .formatted(names, throughRoot));
        return statements;
    }

    /** An expression that makes a value of the type of a row's {@code id}; sometimes null. */
    static String expression(String type, String id, int salt) {
        String number = "(%s %% 99991)".formatted(id);
        String value =
                switch (type) {
                    case "smallint" -> "((%1$s * 7 + %2$d) %% 30000)::smallint";
                    case "integer" -> "(%1$s * 3 - %2$d)::int";
                    case "bigint" -> "%1$s * 3000000000 - %2$d";
                    case "numeric(20,5)" -> "(%1$s * 1.5 - %2$d)::numeric(20,5)";
                    case "float8" -> "(%1$s + %2$d) / 7.0::float8";
                    case "boolean" -> "(%1$s + %2$d) %% 2 = 0";
                    case "text" ->
                            "'é \"%2$d\" ' || chr(10) || '\\t\uD83C\uDF47' || md5((%1$s +"
                                    + " %2$d)::text)";
                    case "varchar(40)" -> "left(md5((%1$s * %2$d)::text), (%1$s %% 33)::int)";
                    case "timestamptz" ->
                            "timestamptz '2020-02-29 12:00:00.000001+00' + (%1$s + %2$d) * interval"
                                    + " '61 minutes'";
                    case "date" -> "date '1999-12-31' + ((%1$s + %2$d) %% 99999)::int";
                    case "interval" -> "(%1$s + %2$d) * interval '1 day 2.5 seconds'";
                    case "uuid" -> "md5('%2$d' || %1$s)::uuid";
                    case "jsonb" ->
                            "jsonb_build_object('id', %1$s, 'list', array[%2$d, null], 'text',"
                                    + " 'a\"b\\c')";
                    case "bytea" -> "decode(md5((%1$s + %2$d)::text), 'hex')";
                    case "text[]" -> "array['a,b', null, '{\"' || %1$s, '%2$d']";
                    case "inet" -> "inet '10.0.0.0' + (%1$s + %2$d) %% 65536";
                    case "oracle.mood" ->
                            "(enum_range(null::oracle.mood))[(1 + (%1$s + %2$d) %% 3)::int]";
                    default -> throw new IllegalArgumentException(type);
                };
        return "case when (%1$s + %2$d) %% 7 = 0 then null else %3$s end"
                .formatted(number, salt, value.formatted(number, salt));
    }

    private static RandomTable table(String name, RandomTable.Kind kind, RandomGenerator chance) {
        List<RandomTable.Column> columns = new ArrayList<>();
        columns.add(new RandomTable.Column("n", "integer"));
        columns.add(new RandomTable.Column("Some note", "text"));
        int more = chance.nextInt(COLUMNS_MAX);
        for (int index = 0; index < more; index++) {
            String type = TYPES.get(chance.nextInt(TYPES.size()));
            columns.add(new RandomTable.Column("c" + index, type));
        }
        boolean large = kind != RandomTable.Kind.BAG && chance.nextInt(3) > 0;
        return new RandomTable(name, kind, columns, large);
    }
}
