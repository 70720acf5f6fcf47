package io.vintner.local.oracle;

import io.vintner.local.oracle.OracleTable.Guard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * One binding of a channel.
 *
 * @param event {@code *} or a kind of change
 * @param conditions all must hold
 */
record Binding(String event, OracleTable table, List<Condition> conditions) {

    /** The value of {@code kind} in rows that every channel hears of, as the last of all. */
    static final String FENCE = "fence";

    Binding {
        conditions = List.copyOf(conditions);
    }

    static Binding any(List<OracleTable> tables, Random chance, long idMax) {
        List<Condition> conditions = new ArrayList<>();
        int count = List.of(0, 0, 0, 1, 1, 1, 1, 2).get(chance.nextInt(8));
        for (int index = 0; index < count; index++) {
            conditions.add(Condition.any(chance, idMax));
        }
        String event = List.of("*", "*", "*", "INSERT", "UPDATE", "DELETE").get(chance.nextInt(6));
        return new Binding(event, tables.get(chance.nextInt(tables.size())), conditions);
    }

    static Binding fence(List<OracleTable> tables) {
        OracleTable board =
                tables.stream()
                        .filter(table -> table.guard() == Guard.NOBODY)
                        .findAny()
                        .orElseThrow();
        return new Binding(
                "INSERT",
                board,
                List.of(
                        new Condition(
                                Condition.Column.KIND, Condition.Operator.EQ, List.of(FENCE))));
    }

    /** As a client gives it. */
    Map<String, String> json() {
        Map<String, String> json = new LinkedHashMap<>();
        json.put("event", event);
        json.put("schema", "public");
        json.put("table", table.name());
        if (!conditions.isEmpty()) {
            json.put(
                    "filter",
                    conditions.stream().map(Condition::text).collect(Collectors.joining(",")));
        }
        return json;
    }

    boolean wants(Change change) {
        return table.equals(change.table())
                && (event.equals("*") || event.equals(change.kind().name()));
    }

    boolean passes(Row row) {
        return conditions.stream().allMatch(condition -> condition.passes(row));
    }

    boolean needsOnlyKey() {
        return conditions.stream().allMatch(Condition::needsOnlyKey);
    }
}
