package io.vintner.gateway.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.database.TestDatabase;
import io.vintner.gateway.match.FilterTrial.Outcome;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random filters on columns of every type and collation, on random rows: the same rows pass as in
 * PostgreSQL, and what is refused here PostgreSQL refuses, too, or the refusal is a declared one.
 *
 * <p>{@code -Dvintner.filter.decisions=100000} for more of them, {@code -Dvintner.filter.seed=7}
 * for those of an earlier run.
 */
class RandomFiltersIT {

    private static final int ROWS = 50;
    private static final int DECISIONS = Integer.getInteger("vintner.filter.decisions", 10_000);
    private static final long SEED = Long.getLong("vintner.filter.seed", 20261126L);

    private static TestDatabase database;
    private static TestAudience audience;
    private static RandomFilters filters;
    private static FilterTrial trial;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        boolean icu =
                "t"
                        .equals(
                                database.text(
                                        "select exists (select from pg_collation where collname ="
                                                + " 'und-x-icu')"));
        database.run(
                """
                create extension citext;
                create extension hstore;
                create type mood as enum ('wild', 'busy', 'calm');
                create domain positive as int check (value > 0);
                create domain nick as citext;
                create type place as (street text, "no" int);
                """);
        if (icu) {
            database.run(
                    "create collation blind (provider = icu, locale = 'und-u-ks-level2',"
                            + " deterministic = false)");
        }
        Random random = new Random(SEED);
        filters = new RandomFilters(random, icu);
        StringBuilder columns = new StringBuilder();
        filters.kinds()
                .forEach(kind ->
                        columns.append(", ").append(kind.column()).append(' ').append(kind.type()));
        database.run(
                "create table kinds (id int primary key"
                        + columns
                        + "); alter publication supabase_realtime add table kinds");
        for (int id = 1; id <= ROWS; id++) {
            StringBuilder values = new StringBuilder("insert into kinds values (" + id);
            for (RandomFilters.Kind kind : filters.kinds()) {
                values.append(", ")
                        .append(
                                random.nextInt(8) == 0
                                        ? "null"
                                        : RandomFilters.literal(filters.value(kind)));
            }
            database.run(values.append(')').toString());
        }
        audience = new TestAudience(database);
        trial = new FilterTrial(database, audience, "kinds");
    }

    @AfterAll
    static void stop() {
        audience.close();
        database.close();
    }

    @Test
    void everyDecisionIsPostgresOwn() {
        int decisions = 0;
        int refused = 0;
        for (int round = 0; decisions < DECISIONS; round++) {
            // Given
            RandomFilters.Filter filter = filters.next();

            // When
            Outcome ours = trial.ours(filter.wire());
            Outcome theirs = trial.theirs(filter.sql());

            // Then
            String what =
                    "seed %d, round %d: %s / %s"
                            .formatted(SEED, round, filter.wire(), filter.sql());
            switch (ours) {
                case Outcome.Passed passed -> {
                    assertThat(passed).as(what).isEqualTo(theirs);
                    decisions += trial.rows();
                }
                case Outcome.Refused(String complaint) -> {
                    refused++;
                    if (!isDeclared(complaint)) {
                        assertThat(filter.parts())
                                .as("%s, refused: %s", what, complaint)
                                .anyMatch(part -> trial.theirs(part) instanceof Outcome.Refused);
                    }
                }
            }
        }
        System.out.printf(
                "filters: seed=%d decisions=%d asked=%d refused=%d%n",
                SEED, decisions, trial.asked(), refused);
        assertThat(refused).isLessThan(decisions / trial.rows());
    }

    /** What docs/choices.md says is refused though PostgreSQL would take it. */
    private static boolean isDeclared(String complaint) {
        return complaint.contains("back references in regular expressions")
                || complaint.contains("LIKE pattern must not end with escape character");
    }
}
