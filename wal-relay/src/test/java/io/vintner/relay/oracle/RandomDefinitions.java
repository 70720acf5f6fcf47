package io.vintner.relay.oracle;

import io.vintner.relay.oracle.RandomTable.Column;
import io.vintner.relay.oracle.Workload.Effect;
import io.vintner.relay.oracle.Workload.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Random changes of a table's shape. The table is changed in the plan at once; until the round ends
 * the columns concerned are in motion, since the others may write before it and after it.
 */
final class RandomDefinitions {

    /** Columns that were added have names of their own: old rows have values nobody was told of. */
    static final String ADDED = "x";

    private static final List<String> ADDED_TYPES =
            List.of("text", "integer", "jsonb", "timestamptz");

    private final RandomSchema schema;
    private final RandomGenerator chance;
    private int lastNumber;

    RandomDefinitions(RandomSchema schema, RandomGenerator chance) {
        this.schema = schema;
        this.chance = chance;
    }

    List<Step> alter(RandomTable table) {
        return switch (chance.nextInt(5)) {
            case 0 -> add(table);
            case 1 -> drop(table);
            case 2 -> rename(table);
            case 3 -> widen(table);
            default -> identify(table);
        };
    }

    private List<Step> add(RandomTable table) {
        String type = ADDED_TYPES.get(chance.nextInt(ADDED_TYPES.size()));
        Column column = new Column(ADDED + ++lastNumber, type);
        table.columns().add(column);
        table.setInMotion(Set.of(column.name()));
        String value = chance.nextBoolean() ? "null" : defaultOf(type);
        return alter(table, "add column %s %s default %s".formatted(column.sqlName(), type, value));
    }

    private List<Step> drop(RandomTable table) {
        if (table.columns().size() < 3) {
            return add(table);
        }
        int index = 1 + chance.nextInt(table.columns().size() - 1);
        Column column = table.columns().remove(index);
        table.setInMotion(Set.of(column.name()));
        return alter(table, "drop column " + column.sqlName());
    }

    /** Nobody is told that a column has another name; so every row is written with it. */
    private List<Step> rename(RandomTable table) {
        int index = 1 + chance.nextInt(table.columns().size() - 1);
        Column before = table.columns().get(index);
        String prefix = before.name().startsWith(ADDED) ? ADDED : "renamed ";
        Column after = new Column(prefix + ++lastNumber, before.type());
        table.columns().set(index, after);
        table.setInMotion(Set.of(before.name(), after.name()));
        List<Step> steps =
                new ArrayList<>(
                        alter(
                                table,
                                "rename column %s to %s"
                                        .formatted(before.sqlName(), after.sqlName())));
        steps.add(
                new Step.Rows(
                        "update %s set n = n returning *".formatted(table.sqlName()),
                        Effect.UPDATE,
                        RandomStatements.target(table, schema)));
        return steps;
    }

    private List<Step> widen(RandomTable table) {
        Column narrow = table.columns().getFirst();
        if (!narrow.type().equals("integer")) {
            return add(table);
        }
        table.columns().set(0, new Column(narrow.name(), "bigint"));
        table.setInMotion(Set.of(narrow.name()));
        return alter(table, "alter column n type bigint");
    }

    private List<Step> identify(RandomTable table) {
        String identity =
                switch (table.kind()) {
                    case INDEXED ->
                            List.of("full", "default", "using index ref_index")
                                    .get(chance.nextInt(3));
                    case KEYED, FULL -> chance.nextBoolean() ? "full" : "default";
                    case PARTITIONED, BAG -> "";
                };
        return identity.isEmpty() ? add(table) : alter(table, "replica identity " + identity);
    }

    private static List<Step> alter(RandomTable table, String action) {
        return List.of(new Step.Silent("alter table %s %s".formatted(table.sqlName(), action)));
    }

    private static String defaultOf(String type) {
        return switch (type) {
            case "text" -> "'new'";
            case "integer" -> "42";
            case "jsonb" -> "'{\"a\": null}'";
            default -> "'2026-01-01 00:00:00+00'";
        };
    }
}
