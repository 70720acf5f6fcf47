package io.vintner.relay.oracle;

import io.vintner.relay.oracle.RandomTable.Column;
import io.vintner.relay.oracle.RandomTable.Kind;
import io.vintner.relay.oracle.Workload.Effect;
import io.vintner.relay.oracle.Workload.Step;
import io.vintner.relay.oracle.Workload.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Random statements of one writer at a time. Writers share tables but no rows, so that they wait
 * for each other only where a whole table is locked.
 */
final class RandomStatements {

    /** A change of an id by this much meets no other id. */
    private static final long KEY_SHIFT = 1_000_000_000L;

    private static final int SALTS = 1_000;

    private final RandomSchema schema;
    private final RandomGenerator chance;
    private final int writers;
    private long nextRow = 1;

    RandomStatements(RandomSchema schema, RandomGenerator chance, int writers) {
        this.schema = schema;
        this.chance = chance;
        this.writers = writers;
    }

    static Target target(RandomTable table, RandomSchema schema) {
        return new Target(table.name(), table.kind() == Kind.PARTITIONED && !schema.throughRoot());
    }

    /** Inserts rows; columns that are in motion are not named. */
    Step insert(RandomTable table, int writer, int rows) {
        return insert(table, writer, rows, table.columnsAtRest());
    }

    /** Inserts rows with every column. */
    Step insertWithAll(RandomTable table, int writer, int rows) {
        return insert(table, writer, rows, table.columns());
    }

    private Step insert(RandomTable table, int writer, int rows, List<Column> columns) {
        List<String> names = new ArrayList<>(List.of("id"));
        List<String> values = new ArrayList<>(List.of("r.id"));
        int salt = salt();
        switch (table.kind()) {
            case INDEXED -> {
                names.add("ref");
                values.add("md5('ref' || r.id || '%d')::uuid".formatted(salt));
            }
            case PARTITIONED -> {
                names.add("part");
                values.add("(r.id / %d %% 2)::int".formatted(writers));
            }
            case KEYED, FULL, BAG -> {}
        }
        for (Column column : columns) {
            if (chance.nextInt(6) > 0) {
                names.add(column.sqlName());
                values.add(RandomSchema.expression(column.type(), "r.id", salt));
            }
        }
        if (table.large() && chance.nextInt(4) > 0) {
            names.add("big");
            values.add(RandomTable.BIG.formatted("r.id", salt));
        }
        long first = nextRow;
        nextRow += rows;
        int copies = table.kind() == Kind.BAG ? 1 + chance.nextInt(2) : 1;
        String sql =
                """
                insert into %s (%s) select %s from (select g * %d + %d as id \
                from generate_series(%d, %d) g, generate_series(1, %d)) r returning *\
                """
                        .formatted(
                                table.sqlName(),
                                String.join(", ", names),
                                String.join(", ", values),
                                writers,
                                writer,
                                first,
                                nextRow - 1,
                                copies);
        return new Step.Rows(sql, Effect.INSERT, target(table, schema));
    }

    /** Updates some rows and leaves their keys alone. */
    Step update(RandomTable table, int writer) {
        List<String> assignments = new ArrayList<>();
        int salt = salt();
        for (Column column : table.columnsAtRest()) {
            if (chance.nextInt(3) == 0) {
                String value = RandomSchema.expression(column.type(), "id", salt);
                assignments.add(column.sqlName() + " = " + value);
            }
        }
        if (table.large() && chance.nextInt(4) == 0) {
            assignments.add("big = " + RandomTable.BIG.formatted("id", salt));
        }
        if (assignments.isEmpty()) {
            assignments.add("n = coalesce(n, 0) + 1");
        }
        return update(table, writer, String.join(", ", assignments), Effect.UPDATE);
    }

    /** Updates some rows and their keys. */
    Step updateKey(RandomTable table, int writer) {
        String shift = "id = id + " + KEY_SHIFT * writers;
        return switch (table.kind()) {
            case KEYED, FULL, BAG -> update(table, writer, shift, Effect.UPDATE);
            case INDEXED ->
                    update(
                            table,
                            writer,
                            "ref = md5(ref::text || '%d')::uuid".formatted(salt())
                                    + (chance.nextBoolean() ? ", " + shift : ""),
                            Effect.UPDATE);
            case PARTITIONED ->
                    chance.nextBoolean()
                            ? update(table, writer, shift, Effect.UPDATE)
                            : update(table, writer, "part = 1 - part", Effect.MOVE);
        };
    }

    Step delete(RandomTable table, int writer) {
        String sql =
                "delete from %s where %s returning *"
                        .formatted(table.sqlName(), someOf(writer, 4 + chance.nextInt(8)));
        return new Step.Rows(sql, Effect.DELETE, target(table, schema));
    }

    private Step update(RandomTable table, int writer, String assignments, Effect effect) {
        String sql =
                "update %s set %s where %s returning *"
                        .formatted(
                                table.sqlName(),
                                assignments,
                                someOf(writer, 3 + chance.nextInt(8)));
        return new Step.Rows(sql, effect, target(table, schema));
    }

    /** The condition for one in {@code parts} of the writer's rows. */
    private String someOf(int writer, int parts) {
        return "id %% %1$d = %2$d and id / %1$d %% %3$d = %4$d"
                .formatted(writers, writer, parts, chance.nextInt(parts));
    }

    private int salt() {
        return 1 + chance.nextInt(SALTS);
    }
}
