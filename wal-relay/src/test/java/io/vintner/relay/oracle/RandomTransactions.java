package io.vintner.relay.oracle;

import io.vintner.relay.oracle.RandomTable.Kind;
import io.vintner.relay.oracle.Workload.Round;
import io.vintner.relay.oracle.Workload.Step;
import io.vintner.relay.oracle.Workload.Target;
import io.vintner.relay.oracle.Workload.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Plans random transactions; the seed alone decides them. */
final class RandomTransactions {

    static final int WRITERS = 3;

    private static final int TRANSACTIONS_MAX = 6;
    private static final int STATEMENTS_MAX = 4;
    private static final int ROWS_MAX = 6;
    private static final int MANY_ROWS = 200;

    private final RandomSchema schema;
    private final RandomGenerator chance;
    private final RandomStatements statements;
    private final RandomDefinitions definitions;
    private int rounds;

    RandomTransactions(RandomSchema schema, RandomGenerator chance) {
        this.schema = schema;
        this.chance = chance;
        this.statements = new RandomStatements(schema, chance, WRITERS);
        this.definitions = new RandomDefinitions(schema, chance);
    }

    Round next() {
        rounds++;
        schema.tables().forEach(table -> table.setInMotion(java.util.Set.of()));
        int definer = chance.nextInt(2 * WRITERS);
        RandomTable defined = anyTable();
        List<Step> definition =
                definer < WRITERS && defined.kind() != Kind.BAG
                        ? definitions.alter(defined)
                        : List.of();
        List<List<Transaction>> scripts = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            int count = 2 + chance.nextInt(TRANSACTIONS_MAX - 1);
            int definingOne =
                    writer == definer && !definition.isEmpty() ? chance.nextInt(count) : -1;
            List<Transaction> script = new ArrayList<>();
            for (int number = 0; number < count; number++) {
                String id = "r%dw%dt%d".formatted(rounds, writer, number);
                script.add(
                        number == definingOne
                                ? defining(id, writer, defined, definition)
                                : transaction(id, writer));
            }
            scripts.add(script);
        }
        return new Round(scripts);
    }

    /** The definition, with rows before and after it that have both shapes. */
    private Transaction defining(String id, int writer, RandomTable table, List<Step> definition) {
        List<Step> steps = new ArrayList<>();
        if (chance.nextBoolean()) {
            steps.add(statements.insert(anyTable(), writer, 1));
        }
        steps.addAll(definition);
        steps.add(statements.insertWithAll(table, writer, 1 + chance.nextInt(ROWS_MAX)));
        if (chance.nextBoolean()) {
            steps.add(statements.update(table, writer));
        }
        return new Transaction(id, steps, true, true);
    }

    private Transaction transaction(String id, int writer) {
        List<Step> steps = new ArrayList<>();
        int count = 1 + chance.nextInt(STATEMENTS_MAX);
        for (int index = 0; index < count; index++) {
            if (chance.nextInt(4) == 0) {
                inSavepoint(steps, writer, "s" + index);
            } else {
                steps.add(statement(writer));
            }
        }
        return new Transaction(id, steps, chance.nextInt(8) > 0, false);
    }

    private void inSavepoint(List<Step> steps, int writer, String name) {
        steps.add(new Step.Savepoint(name));
        RandomTable table = anyTable();
        boolean taken = chance.nextBoolean();
        if (!taken && chance.nextInt(4) == 0) {
            steps.add(
                    new Step.Silent(
                            "alter table %s add column \"never seen\" int default 1"
                                    .formatted(table.sqlName())));
        }
        steps.add(statements.insert(table, writer, 1 + chance.nextInt(ROWS_MAX)));
        if (chance.nextInt(3) == 0) {
            steps.add(new Step.Savepoint(name + "_inner"));
            steps.add(statement(writer));
            if (chance.nextBoolean()) {
                steps.add(new Step.RollBackTo(name + "_inner"));
            }
        }
        steps.add(statement(writer));
        if (!taken) {
            steps.add(new Step.RollBackTo(name));
        }
    }

    private Step statement(int writer) {
        RandomTable table = anyTable();
        return switch (chance.nextInt(40)) {
            case 0 -> truncate(table);
            case 1, 2 ->
                    statements.insert(table, writer, MANY_ROWS / 2 + chance.nextInt(MANY_ROWS));
            case 3, 4, 5, 6, 7, 8 -> statements.delete(table, writer);
            case 9, 10, 11, 12, 13, 14 -> statements.updateKey(table, writer);
            case 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25 -> statements.update(table, writer);
            default -> statements.insert(table, writer, 1 + chance.nextInt(ROWS_MAX));
        };
    }

    private Step truncate(RandomTable table) {
        List<RandomTable> truncated = new ArrayList<>(List.of(table));
        RandomTable another = anyTable();
        if (another != table && chance.nextBoolean()) {
            truncated.add(another);
        }
        List<String> told = new ArrayList<>();
        for (RandomTable each : truncated) {
            Target target = RandomStatements.target(each, schema);
            told.addAll(
                    target.byLeaf() ? List.of(each.leaf(0), each.leaf(1)) : List.of(each.name()));
        }
        String names = String.join(", ", truncated.stream().map(RandomTable::sqlName).toList());
        return new Step.Truncate("truncate " + names, told);
    }

    private RandomTable anyTable() {
        return schema.tables().get(chance.nextInt(schema.tables().size()));
    }
}
