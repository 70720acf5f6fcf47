package io.vintner.relay.oracle;

import java.util.List;

/** What is to be written: rounds, in each of which every writer has a script of its own. */
final class Workload {

    private Workload() {}

    /** One script for each writer; they run at the same time. */
    record Round(List<List<Transaction>> scripts) {
        Round {
            scripts = scripts.stream().map(List::copyOf).toList();
        }

        int transactionCount() {
            return scripts.stream().mapToInt(List::size).sum();
        }
    }

    /**
     * @param commits whether it is to commit; otherwise all of it is rolled back
     * @param insists whether it is tried again until it has committed, because later ones need it
     */
    record Transaction(String id, List<Step> steps, boolean commits, boolean insists) {
        Transaction {
            steps = List.copyOf(steps);
        }
    }

    sealed interface Step {

        /** A statement that changes rows and returns each of them. */
        record Rows(String sql, Effect effect, Target target) implements Step {}

        record Truncate(String sql, List<String> told) implements Step {
            public Truncate {
                told = List.copyOf(told);
            }
        }

        /** A statement that nobody is told of: DDL. */
        record Silent(String sql) implements Step {}

        record Savepoint(String name) implements Step {}

        record RollBackTo(String name) implements Step {}
    }

    enum Effect {
        INSERT,
        UPDATE,
        DELETE,
        /** An update that takes each row to the other partition: a delete and an insert. */
        MOVE
    }

    /**
     * The table that readers are told of.
     *
     * @param byLeaf whether they are told of the partition that the row is in
     */
    record Target(String table, boolean byLeaf) {}
}
