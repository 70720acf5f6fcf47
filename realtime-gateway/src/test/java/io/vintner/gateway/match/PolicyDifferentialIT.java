package io.vintner.gateway.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.gateway.database.TestDatabase;
import io.vintner.gateway.token.Claims;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random policies, roles, claims and rows, inserted, updated, deleted or taken away by an update:
 * what the audience decides is what PostgreSQL answers. {@code -Dpolicy.decisions=100000} for more
 * decisions, {@code -Dpolicy.seed} for others.
 */
class PolicyDifferentialIT {

    private static final int DECISIONS = Integer.getInteger("policy.decisions", 8_000);
    private static final long SEED = Long.getLong("policy.seed", 20261122);
    private static final int ROWS = 25;

    private static final String ADA = "a0000000-0000-4000-8000-00000000000a";
    private static final String BOB = "b0000000-0000-4000-8000-00000000000b";

    private static final List<String> EXPRESSIONS =
            List.of(
                    "owner = auth.uid()",
                    "auth.uid() = owner",
                    "(select auth.uid()) = owner",
                    "owner <> auth.uid()",
                    "owner is null or owner = (select auth.uid())",
                    "auth.uid() is not null",
                    "auth.uid()::text = owner::text",
                    "owner::text = (auth.jwt() ->> 'sub')",
                    "team = (auth.jwt() ->> 'team')",
                    "team = (select auth.jwt() -> 'app' ->> 'team')",
                    "n = (auth.jwt() ->> 'level')::int",
                    "n <= (auth.jwt() ->> 'level')::int",
                    "(auth.jwt() ->> 'admin')::boolean",
                    "auth.role() = 'authenticated'",
                    "auth.role() in ('anon', 'authenticated')",
                    "current_user = 'anon'",
                    "true",
                    "false",
                    "flag",
                    "not flag",
                    "flag is true",
                    "flag = false",
                    "mood = 'calm'",
                    "mood in ('calm', 'wild')",
                    "mood > 'calm'",
                    "mood::text = 'wild'",
                    "note = 'ü'",
                    "note in ('a', 'ü', 'it''s')",
                    "note not in ('a', 'ü')",
                    "note is not null",
                    "team is null",
                    "not (team is null or flag)",
                    "n between 2 and 5",
                    "n > 3 and (flag or owner = auth.uid())",
                    "n = any (array[1, 2, 3])",
                    "n = any ('{4,5}')",
                    "amount = 1.5",
                    "amount > 1 and amount < 100",
                    "amount = n",
                    "big = 4",
                    "big = n",
                    "at > '2026-01-01 00:00:00+00'",
                    "at is null or at < now()",
                    "code = 'ab'",
                    "real = 0.5",
                    "exists (select from members m where m.team = docs.team and m.person ="
                            + " auth.uid())",
                    "team in (select m.team from members m where m.person = (select auth.uid()))",
                    "owner = auth.uid() or exists (select from members m where m.team = docs.team"
                            + " and m.person = auth.uid())",
                    "is_long(docs)",
                    "coalesce(team, 'red') = 'red'",
                    "length(note) > 1",
                    "team like 'r%'",
                    "case when flag then n > 2 else owner = auth.uid() end",
                    "current_setting('request.jwt.claims', true)::jsonb ->> 'team' = team",
                    "(auth.jwt() -> 'teams') ? team",
                    "\"od\"\"d Name\" = 'x'",
                    "(owner, n) = (auth.uid(), 3)",
                    "owner is distinct from auth.uid()");

    private static TestDatabase database;
    private static TestAudience audience;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        database.run(
                """
                create type mood as enum ('calm', 'busy', 'wild');
                create table members (team text, person uuid);
                insert into members values ('red', '%s'), ('blue', '%s'), ('red', null);
                create table docs (id int primary key, owner uuid, team text, n int, flag bool,
                  mood mood, note varchar(20), amount numeric, big bigint, at timestamptz,
                  code char(4), real real, "od""d Name" text);
                create function is_long(d docs) returns boolean language sql immutable
                  as 'select length(d.note) + d.n > 4';
                create role reviewers nologin;
                create role auditors nologin;
                grant select on docs, members to anon, authenticated, service_role;
                alter publication supabase_realtime add table docs;
                alter table docs enable row level security;
                alter table docs replica identity full;
                """
                        .formatted(ADA, BOB));
        database.run(database.membership("reviewers", "authenticated", true));
        database.run(database.membership("auditors", "authenticated", false));
        audience =
                new TestAudience(database, Map.of("vintner.gateway.policy.leave-events", "true"));
    }

    @AfterAll
    static void stop() {
        audience.close();
        database.close();
    }

    private static List<Claims> people() {
        String plain = ",\"team\":\"red\",\"level\":3,\"admin\":true,\"teams\":[\"red\"]";
        String other =
                ",\"team\":\"blue\",\"level\":\"5\",\"admin\":false,\"app\":{\"team\":\"red\"},"
                        + "\"teams\":[\"blue\",\"red\"]";
        return List.of(
                TestAudience.claims("authenticated", ADA, plain),
                TestAudience.claims("authenticated", BOB, other),
                TestAudience.claims("authenticated", ADA.toUpperCase(java.util.Locale.ROOT), ""),
                TestAudience.claims("authenticated", null, ",\"team\":null,\"app\":\"red\""),
                TestAudience.claims("anon", null, plain),
                TestAudience.claims("anon", BOB, ""),
                TestAudience.claims("service_role", null, ""));
    }

    @Test
    void everyDecisionIsPostgresOwn() throws SQLException {
        // Given
        Random random = new Random(SEED);
        int decisions = 0;
        int told = 0;

        for (int round = 0; decisions < DECISIONS; round++) {
            fillWithRandomRows(random);
            String policies = randomPolicies(random);
            database.run(policies);
            audience.catalog.refresh();
            List<Step> steps = randomSteps(random);

            // When
            Map<Claims, Set<String>> heard = heardBy(people(), steps);

            // Then
            for (Claims person : people()) {
                Set<String> expected = expected(steps, seenBy(person));
                assertThat(heard.get(person))
                        .as("round %d, %s, claims %s:%n%s", round, person, person.json(), policies)
                        .isEqualTo(expected);
                decisions += steps.size();
                told += expected.size();
            }
        }
        System.out.printf(
                "row-level security: %d decisions, %d told, seed %d%n", decisions, told, SEED);
        assertThat(told).isBetween(decisions / 10, decisions * 9 / 10);
    }

    /**
     * A change, by the numbers of the rows that it is about.
     *
     * @param old null for an insert
     * @param row null for a delete
     */
    private record Step(@Nullable Integer old, @Nullable Integer row) {}

    private static List<Step> randomSteps(Random random) {
        List<Step> steps = new ArrayList<>();
        for (int row = 1; row <= ROWS; row++) {
            steps.add(new Step(null, row));
            steps.add(new Step(row, null));
            steps.add(new Step(1 + random.nextInt(ROWS), row));
        }
        return steps;
    }

    /** What somebody is told of the steps who may see the rows of those numbers. */
    private static Set<String> expected(List<Step> steps, Set<String> visible) {
        Set<String> told = new TreeSet<>();
        for (int index = 0; index < steps.size(); index++) {
            Step step = steps.get(index);
            boolean old = step.old() != null && visible.contains(step.old().toString());
            boolean row = step.row() != null && visible.contains(step.row().toString());
            if (row) {
                told.add(index + (step.old() == null ? " INSERT" : " UPDATE"));
            } else if (old) {
                told.add(index + " DELETE");
            }
        }
        return told;
    }

    private static Map<Claims, Set<String>> heardBy(List<Claims> people, List<Step> steps) {
        Table table = database.shape("docs");
        List<Row> rows = database.rows(table);
        List<ChangeEvent> events = new ArrayList<>();
        Map<ChangePosition, Integer> numbers = new HashMap<>();
        for (Step step : steps) {
            ChangeEvent event = event(table, rows, step);
            numbers.put(event.position(), events.size());
            events.add(event);
        }
        Map<Subscription, Claims> subscriptions = new HashMap<>();
        Map<Claims, Set<String>> heard = new HashMap<>();
        for (Claims person : people) {
            subscriptions.put(audience.subscribe("docs", null, person), person);
            heard.put(person, new TreeSet<>());
        }
        for (Delivery delivery : audience.audience.hear(events)) {
            String data = new String(delivery.data(), StandardCharsets.UTF_8);
            String type = data.replaceAll("^\\{\"type\":\"(\\w+)\".*", "$1");
            for (Subscription subscription : delivery.subscriptions()) {
                Set<String> sofar = heard.get(subscriptions.get(subscription));
                assertThat(sofar.add(numbers.get(delivery.position()) + " " + type)).isTrue();
            }
        }
        subscriptions.keySet().forEach(audience.audience::unsubscribe);
        return heard;
    }

    private static ChangeEvent event(Table table, List<Row> rows, Step step) {
        if (step.old() == null) {
            return audience.inserted(table, rows.get(step.row() - 1));
        }
        Row old = rows.get(step.old() - 1);
        return step.row() == null
                ? audience.deleted(table, old)
                : audience.updated(table, old, rows.get(step.row() - 1));
    }

    /** What PostgreSQL shows to that person. */
    private static Set<String> seenBy(Claims person) throws SQLException {
        Set<String> seen = new TreeSet<>();
        Connection connection = database.superuser();
        connection.setAutoCommit(false);
        try (PreparedStatement take =
                        connection.prepareStatement(
                                "select set_config('request.jwt.claims', ?, true),"
                                        + " set_config('role', ?, true)");
                Statement read = connection.createStatement()) {
            take.setString(1, person.json());
            take.setString(2, person.role());
            take.execute();
            try (ResultSet rows = read.executeQuery("select id from public.docs")) {
                while (rows.next()) {
                    seen.add(rows.getString(1));
                }
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        return seen;
    }

    private static String randomPolicies(Random random) {
        StringBuilder sql =
                new StringBuilder(
                        """
                        do $$ declare p text; begin
                          for p in select polname from pg_policy where polrelid = 'docs'::regclass
                          loop execute format('drop policy %I on docs', p); end loop;
                        end $$;
                        """);
        int count = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(4);
        for (int index = 0; index < count; index++) {
            String kind = index > 0 && random.nextInt(3) == 0 ? "restrictive" : "permissive";
            String command = random.nextInt(4) == 0 ? "all" : "select";
            String role =
                    List.of(
                                    "public",
                                    "public",
                                    "public",
                                    "authenticated",
                                    "authenticated",
                                    "anon",
                                    "reviewers",
                                    "auditors")
                            .get(random.nextInt(8));
            sql.append(
                    "create policy p%d on docs as %s for %s to %s using (%s);%n"
                            .formatted(index, kind, command, role, expression(random)));
        }
        sql.append("create policy w on docs for insert with check (false);");
        return sql.toString();
    }

    private static String expression(Random random) {
        String one = EXPRESSIONS.get(random.nextInt(EXPRESSIONS.size()));
        String other = EXPRESSIONS.get(random.nextInt(EXPRESSIONS.size()));
        return switch (random.nextInt(8)) {
            case 0 -> "(%s) and (%s)".formatted(one, other);
            case 1 -> "(%s) or (%s)".formatted(one, other);
            case 2 -> "not (%s)".formatted(one);
            case 3 -> "not ((%s) and not (%s))".formatted(one, other);
            default -> one;
        };
    }

    private static void fillWithRandomRows(Random random) {
        StringBuilder sql = new StringBuilder("truncate docs;");
        for (int id = 1; id <= ROWS; id++) {
            sql.append(
                    "insert into docs values (%d, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s);"
                            .formatted(
                                    id,
                                    one(random, "'" + ADA + "'", "'" + BOB + "'", "null"),
                                    one(random, "'red'", "'blue'", "'re\"d\\x, (y)'", "null"),
                                    one(random, "1", "2", "3", "4", "5", "null"),
                                    one(random, "true", "false", "null"),
                                    one(random, "'calm'", "'busy'", "'wild'", "null"),
                                    one(
                                            random,
                                            "'a'",
                                            "'ü'",
                                            "'it''s'",
                                            "''",
                                            "'long one'",
                                            "null"),
                                    one(random, "1.50", "1.5", "4", "'NaN'", "'infinity'", "null"),
                                    one(random, "3", "4", "9223372036854775807", "null"),
                                    one(
                                            random,
                                            "'2020-02-29 12:00:00.5+02'",
                                            "'2090-01-01'",
                                            "'-infinity'",
                                            "null"),
                                    one(random, "'ab'", "'abcd'", "null"),
                                    one(random, "0.5", "0.1", "'-0'", "null"),
                                    one(random, "'x'", "' x\t\\\"'", "null")));
        }
        database.run(sql.toString());
    }

    private static String one(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }
}
