package io.vintner.local.oracle;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One condition of a filter, on one column. */
record Condition(Column column, Operator operator, List<String> operands) {

    enum Column {
        ID,
        OWNER,
        TEAM,
        KIND,
        NUMBER
    }

    enum Operator {
        EQ,
        NEQ,
        LT,
        GTE,
        IN
    }

    /** As it stands in a binding. */
    String text() {
        String operand =
                operator == Operator.IN
                        ? operands.stream().collect(Collectors.joining(",", "(", ")"))
                        : operands.getFirst();
        return "%s=%s.%s"
                .formatted(
                        column.name().toLowerCase(Locale.ROOT),
                        operator.name().toLowerCase(Locale.ROOT),
                        operand);
    }

    /** Whether the row passes; a null passes nothing. */
    boolean passes(Row row) {
        String value = value(row);
        if (value == null) {
            return false;
        }
        return switch (operator) {
            case EQ, IN -> operands.contains(value);
            case NEQ -> !operands.contains(value);
            case LT -> Long.parseLong(value) < Long.parseLong(operands.getFirst());
            case GTE -> Long.parseLong(value) >= Long.parseLong(operands.getFirst());
        };
    }

    /** Whether the key of a row is enough to judge by. */
    boolean needsOnlyKey() {
        return column == Column.ID;
    }

    private @Nullable String value(Row row) {
        return switch (column) {
            case ID -> Long.toString(row.id());
            case OWNER -> row.owner();
            case TEAM -> row.team();
            case KIND -> row.kind();
            case NUMBER -> row.number() == null ? null : row.number().toString();
        };
    }

    static Condition any(Random chance, long idMax) {
        return switch (chance.nextInt(8)) {
            case 0 -> one(Column.ID, comparison(chance), "" + chance.nextLong(1, idMax));
            case 1 -> one(Column.OWNER, Operator.EQ, People.anyUser(chance));
            case 2 -> one(Column.TEAM, equality(chance), People.anyTeam(chance));
            case 3 ->
                    new Condition(
                            Column.TEAM,
                            Operator.IN,
                            two(People.anyTeam(chance), People.anyTeam(chance)));
            case 4 -> one(Column.KIND, equality(chance), People.anyKind(chance));
            case 5 ->
                    new Condition(
                            Column.KIND,
                            Operator.IN,
                            two(People.anyKind(chance), People.anyKind(chance)));
            case 6 -> one(Column.NUMBER, equality(chance), "" + chance.nextInt(10));
            default -> one(Column.NUMBER, comparison(chance), "" + chance.nextInt(10));
        };
    }

    private static List<String> two(String one, String other) {
        return List.copyOf(Stream.of(one, other).collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Condition one(Column column, Operator operator, String operand) {
        return new Condition(column, operator, List.of(operand));
    }

    private static Operator equality(Random chance) {
        return chance.nextInt(3) == 0 ? Operator.NEQ : Operator.EQ;
    }

    private static Operator comparison(Random chance) {
        return chance.nextBoolean() ? Operator.LT : Operator.GTE;
    }
}
