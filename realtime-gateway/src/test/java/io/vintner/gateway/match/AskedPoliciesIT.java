package io.vintner.gateway.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ColumnValue;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.gateway.database.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies that only PostgreSQL can judge, and what happens when one raises. */
class AskedPoliciesIT {

    private static final String ADA = "a0000000-0000-4000-8000-00000000000a";
    private static final String BOB = "b0000000-0000-4000-8000-00000000000b";

    private static TestDatabase database;
    private static TestAudience audience;
    private Table docs;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        audience = new TestAudience(database, Map.of("vintner.gateway.policy.rows-max", "2"));
    }

    @AfterAll
    static void stop() {
        audience.close();
        database.close();
    }

    @BeforeEach
    void fresh() {
        audience.unsubscribeAll();
        database.run(
                """
                drop table if exists docs, members;
                create table members (team text, person uuid);
                insert into members values ('red', '%s');
                create table docs (id int primary key, team text, price int);
                alter table docs enable row level security;
                create policy team on docs to authenticated using (
                  exists (select from members m
                    where m.team = docs.team and m.person = auth.uid()));
                grant select on docs, members to authenticated;
                alter publication supabase_realtime add table docs;
                insert into docs values (1, 'red', 10), (2, 'blue', 20), (3, 'red', 0);
                """
                        .formatted(ADA));
        audience.catalog.refresh();
        docs = database.shape("docs");
    }

    private List<ChangeEvent> inserts() {
        List<ChangeEvent> events = new ArrayList<>();
        database.rows(docs).forEach(row -> events.add(audience.inserted(docs, row)));
        return events;
    }

    private static List<String> toldTo(Subscription subscription, List<Delivery> deliveries) {
        return deliveries.stream()
                .filter(delivery -> delivery.subscriptions().contains(subscription))
                .map(delivery -> new String(delivery.data(), StandardCharsets.UTF_8))
                .map(data -> data.replaceAll(".*\"record\":\\{(\"id\":\\d+)?.*", "$1"))
                .toList();
    }

    @Test
    void membershipIsReadAsItIsAtThatMoment() {
        // Given
        Subscription ada = audience.subscribe("docs", null, TestAudience.user(ADA));
        Subscription bob = audience.subscribe("docs", null, TestAudience.user(BOB));

        // When
        List<Delivery> before = audience.audience.hear(inserts());
        database.run("insert into members values ('blue', '%s')".formatted(BOB));
        List<Delivery> after = audience.audience.hear(inserts());

        // Then
        assertThat(toldTo(ada, before)).containsExactly("\"id\":1", "\"id\":3");
        assertThat(toldTo(bob, before)).isEmpty();
        assertThat(toldTo(ada, after)).containsExactly("\"id\":1", "\"id\":3");
        assertThat(toldTo(bob, after)).containsExactly("\"id\":2");
    }

    @Test
    void w5APolicyThatRaisesHurtsOnlyTheRowAndTheUserThatItRaisesFor() {
        // Given
        database.run(
                """
                create policy rich on docs to authenticated using (
                  100 / price > 1 and (auth.jwt() ->> 'rich') is not null
                  and length(team) > 0)
                """);
        audience.catalog.refresh();
        Subscription ada = audience.subscribe("docs", null, TestAudience.user(ADA));
        Subscription bob =
                audience.subscribe(
                        "docs",
                        null,
                        TestAudience.claims("authenticated", BOB, ",\"rich\":\"yes\""));

        // When
        List<Delivery> deliveries = audience.audience.hear(inserts());

        // Then
        assertThat(toldTo(ada, deliveries)).containsExactly("\"id\":1", "\"id\":3");
        assertThat(toldTo(bob, deliveries)).containsExactly("\"id\":1", "\"id\":2", "");
        assertThat(deliveries)
                .filteredOn(delivery ->
                        new String(delivery.data(), StandardCharsets.UTF_8)
                                .contains(
                                        "Error 500: The row-level security policy raised an error"))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.subscriptions()).containsExactly(bob));
    }

    @Test
    void aValueThatTheChangeDoesNotCarryIsNeverTakenForNull() {
        // Given
        database.run("create policy unteamed on docs to authenticated using (team is null)");
        audience.catalog.refresh();
        Subscription bob = audience.subscribe("docs", null, TestAudience.user(BOB));
        Row whole = database.rows(docs).getFirst();
        Row toasted = new Row(List.of(whole.value(0), ColumnValue.ABSENT, whole.value(2)));
        Row key = new Row(List.of(whole.value(0), ColumnValue.ABSENT, ColumnValue.ABSENT));

        // When
        List<String> unknown = audience.told(audience.updated(docs, key, toasted), bob);
        List<String> known = audience.told(audience.updated(docs, whole, toasted), bob);

        // Then
        assertThat(unknown).singleElement().asString().contains("Error 422").contains("{}");
        assertThat(known).isEmpty();
    }

    @Test
    void aClaimThatPostgresCannotReadIsAnErrorOfThatUserOnly() {
        // Given
        database.run("create policy own on docs to authenticated using (auth.uid() is not null)");
        audience.catalog.refresh();
        Subscription odd =
                audience.subscribe(
                        "docs", null, TestAudience.claims("authenticated", "not-a-uuid", ""));
        Subscription ada = audience.subscribe("docs", null, TestAudience.user(ADA));

        // When
        List<Delivery> deliveries = audience.audience.hear(inserts());

        // Then
        assertThat(toldTo(ada, deliveries)).hasSize(3).doesNotContain("");
        assertThat(toldTo(odd, deliveries)).containsExactly("", "", "");
    }

    @Test
    void aPolicyThatTakesTooLongIsCancelledAndNobodyWaitsForItAgain() {
        // Given
        database.run(
                "create policy slow on docs to anon using ((select true from pg_sleep(60)));"
                        + " grant select on docs to anon");
        Duration statementMax = Duration.ofSeconds(2);
        try (TestAudience impatient =
                new TestAudience(
                        database,
                        Map.of("vintner.gateway.policy.statement-max", statementMax.toString()))) {
            Subscription slow =
                    impatient.subscribe("docs", null, TestAudience.claims("anon", null, ""));
            Subscription ada = impatient.subscribe("docs", null, TestAudience.user(ADA));

            // When
            long start = System.nanoTime();
            List<Delivery> first = impatient.audience.hear(inserts());
            long between = System.nanoTime();
            List<Delivery> second = impatient.audience.hear(inserts());
            long end = System.nanoTime();

            // Then
            for (List<Delivery> deliveries : List.of(first, second)) {
                assertThat(toldTo(slow, deliveries)).containsExactly("", "", "");
                assertThat(toldTo(ada, deliveries)).containsExactly("\"id\":1", "\"id\":3");
            }
            assertThat(Duration.ofNanos(between - start)).isGreaterThanOrEqualTo(statementMax);
            assertThat(Duration.ofNanos(end - between)).isLessThan(statementMax);
        }
    }

    @Test
    void aPolicyThatTakesTooLongDoesNotSpeakForAnotherOneOfTheSameUser() {
        // Given
        database.run(
                """
                drop table if exists letters;
                create table letters (id int primary key, team text);
                alter table letters enable row level security;
                create policy slow on letters to authenticated
                  using ((select true from pg_sleep(60)));
                grant select on letters to authenticated;
                alter publication supabase_realtime add table letters;
                insert into letters values (7, 'red');
                """);
        try (TestAudience impatient =
                new TestAudience(database, Map.of("vintner.gateway.policy.statement-max", "1s"))) {
            Subscription slow = impatient.subscribe("letters", null, TestAudience.user(ADA));
            Subscription quick = impatient.subscribe("docs", null, TestAudience.user(ADA));
            Table letters = database.shape("letters");
            List<ChangeEvent> events = new ArrayList<>();
            database.rows(letters).forEach(row -> events.add(impatient.inserted(letters, row)));
            events.addAll(inserts());

            // When
            List<Delivery> deliveries = impatient.audience.hear(events);

            // Then
            assertThat(toldTo(slow, deliveries)).containsExactly("");
            assertThat(toldTo(quick, deliveries)).containsExactly("\"id\":1", "\"id\":3");
        } finally {
            database.run("drop table letters");
        }
    }

    @Test
    void aUserNeedsNoRightOnTheSchemasThatAPolicyNames() {
        // Given
        hiddenFunction("grant usage on schema hidden to vintner_gateway");

        // When
        Subscription ada = audience.subscribe("docs", null, TestAudience.user(ADA));

        // Then
        assertThat(toldTo(ada, audience.audience.hear(inserts())))
                .containsExactly("\"id\":1", "\"id\":2");
    }

    @Test
    void aMissingRightIsToldWhenSomebodySubscribesAndNotWhenItIsGiven() {
        // Given
        hiddenFunction("revoke usage on schema hidden from vintner_gateway");
        ChangesRequest request = new ChangesRequest("*", "public", "docs", null, null);

        // When
        String refusal = audience.refusal(request, TestAudience.user(ADA));

        // Then
        assertThat(refusal)
                .contains("ERROR 42501 permission denied for schema hidden")
                .contains("run \"grant usage on schema hidden to vintner_gateway\"");

        // When
        database.run("grant usage on schema hidden to vintner_gateway");

        // Then
        audience.subscribe(request, TestAudience.user(ADA));
    }

    @Test
    void aFunctionThatTheUserMayNotCallIsToldWhenSomebodySubscribes() {
        // Given
        hiddenFunction(
                "grant usage on schema hidden to vintner_gateway;"
                        + " revoke execute on function hidden.cheap(int) from public");

        // When
        String refusal =
                audience.refusal(
                        new ChangesRequest("*", "public", "docs", null, null),
                        TestAudience.user(ADA));

        // Then
        assertThat(refusal)
                .contains("permission denied for function cheap")
                .contains("to authenticated");
    }

    @Test
    void aFunctionThatIsMadeAnewIsAskedAnew() {
        // Given
        hiddenFunction("grant usage on schema hidden to vintner_gateway");
        Subscription ada = audience.subscribe("docs", null, TestAudience.user(ADA));
        audience.audience.hear(inserts());

        // When
        database.run(
                """
                create or replace function hidden.cheap(price int) returns boolean
                  language plpgsql stable as 'begin return price < 1; end'
                """);

        // Then
        assertThat(toldTo(ada, audience.audience.hear(inserts()))).containsExactly("\"id\":3");
    }

    private static void hiddenFunction(String rights) {
        database.run(
                """
                drop policy team on docs;
                drop schema if exists hidden cascade;
                create schema hidden;
                create function hidden.cheap(price int) returns boolean language plpgsql stable
                  as 'begin return price between 5 and 20; end';
                create policy cheap on docs to authenticated using (hidden.cheap(price));
                """);
        database.run(rights);
        audience.catalog.refresh();
    }
}
