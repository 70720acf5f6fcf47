package io.vintner.gateway.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ColumnValue;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.gateway.database.TestDatabase;
import io.vintner.gateway.token.Claims;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be subscribed to, what is told, and how both follow a changing catalog. */
class AudienceIT {

    private static final String ADA = "a0000000-0000-4000-8000-00000000000a";
    private static final String BOB = "b0000000-0000-4000-8000-00000000000b";
    private static final Claims SERVICE = TestAudience.claims("service_role", null, "");

    private static TestDatabase database;
    private static TestAudience audience;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        database.run(
                """
                create table things (id int primary key, owner uuid, name text, secret text);
                alter table things replica identity full;
                alter table things enable row level security;
                create policy own on things using (owner = auth.uid());
                create table keyed (id int primary key, owner uuid, name text);
                alter table keyed enable row level security;
                create policy own on keyed using (owner = auth.uid());
                create table keyless (id int, name text);
                create table open (id int primary key, name text);
                grant select (id, owner, name) on things to authenticated;
                grant select (name) on open to anon;
                grant select on keyed, keyless, open to authenticated;
                grant select on all tables in schema public to service_role;
                alter publication supabase_realtime add table things, keyed, keyless, open;
                """);
        audience = new TestAudience(database);
    }

    @AfterEach
    void clean() {
        audience.unsubscribeAll();
    }

    @AfterAll
    static void stop() {
        audience.close();
        database.close();
    }

    private static Row row(String... texts) {
        return new Row(
                java.util.Arrays.stream(texts)
                        .map(text ->
                                switch (text) {
                                    case null -> ColumnValue.NULL;
                                    case "?" -> ColumnValue.ABSENT;
                                    default -> (ColumnValue) new ColumnValue.Present(text);
                                })
                        .toList());
    }

    private static ChangesRequest request(
            String event, String schema, String table, String filter, List<String> select) {
        return new ChangesRequest(event, schema, table, filter, select);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "INSERT | public | nowhere | - | Unable to subscribe to changes with given"
                        + " parameters. Please check Realtime is enabled for the given connect"
                        + " parameters: [event: INSERT, schema: public, table: nowhere, filters:"
                        + " [], select: nil]",
                "nonsense | - | open | nope=eq.1 | Unable to subscribe to changes with given"
                    + " parameters. An exception happened so please check your connect parameters:"
                    + " [event: *, schema: public, table: open, filters: [{\"nope\", \"eq\", \"1\","
                    + " false}], select: nil]. Exception: ERROR P0001 (raise_exception) invalid"
                    + " column for filter nope",
                "* | public | open | wrong | Error parsing `filter` params: [\"wrong\"]",
                "* | public | open | id=eq.1,,id=eq.2 | Error parsing `filter` params: filter must"
                        + " not contain empty segments (check for extra commas)",
                "* | public | - | id=eq.1 | No subscription params provided. Please provide at"
                        + " least a `schema` or `table` to subscribe to: %{\"event\" => \"*\","
                        + " \"filter\" => \"id=eq.1\", \"schema\" => \"public\"}",
                "- | - | - | - | No subscription params provided. Please provide at least a"
                        + " `schema` or `table` to subscribe to: %{}",
            })
    void whatCannotBeServedIsRefusedInUpstreamsWords(
            String event, String schema, String table, String filter, String message) {
        // Given, When
        String refusal = audience.refusal(request(event, schema, table, filter, null), SERVICE);

        // Then
        assertThat(refusal).isEqualTo(message);
    }

    @Test
    void columnsCanBeSelectedOfOneTableOnly() {
        // Given
        ChangesRequest wild = request("*", "public", "*", null, List.of("id"));
        ChangesRequest wrong = request("*", "public", "open", null, List.of("none"));

        // When, Then
        assertThat(audience.refusal(wild, SERVICE))
                .isEqualTo(
                        "Column selection is not supported for wildcard subscriptions. Provide an"
                                + " explicit schema and table name.");
        assertThat(audience.refusal(wrong, SERVICE))
                .endsWith(
                        "filters: [], select: [\"none\"]]. Exception: ERROR P0001"
                                + " (raise_exception) invalid column for select none");
    }

    @Test
    void selectedColumnsAndTheKeyAreTold() {
        // Given
        Table things = database.shape("things");
        Subscription names =
                audience.subscribe(
                        request("*", "public", "things", null, List.of("name")), SERVICE);

        // When
        List<String> told =
                audience.told(audience.inserted(things, row("1", ADA, "n", "s")), names);

        // Then
        assertThat(told.getFirst())
                .contains("\"record\":{\"id\":1,\"name\":\"n\"}")
                .contains(
                        "\"columns\":[{\"name\":\"id\",\"type\":\"int4\"},"
                                + "{\"name\":\"name\",\"type\":\"text\"}]");
    }

    @Test
    void columnsThatTheRoleMayNotSelectAreNotTold() {
        // Given
        Table things = database.shape("things");
        Subscription ada = audience.subscribe("things", null, TestAudience.user(ADA));

        // When
        List<String> told =
                audience.told(
                        audience.updated(things, row("1", ADA, "o", "t"), row("1", ADA, "n", "s")),
                        ada);

        // Then
        assertThat(told.getFirst())
                .contains("\"record\":{\"id\":1,\"owner\":\"" + ADA + "\",\"name\":\"n\"}")
                .contains("\"old_record\":{\"id\":1,\"owner\":\"" + ADA + "\",\"name\":\"o\"}")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "secret=eq.s,     , invalid column for filter secret",
        "secret=is.null,  , invalid column for filter secret",
        ", secret, invalid column for select secret",
    })
    void columnsThatTheRoleMayNotSelectCannotBeGuessedByFilters(
            String filter, String select, String complaint) {
        // Given
        ChangesRequest guess =
                request("*", "public", "things", filter, select == null ? null : List.of(select));

        // When, Then
        assertThat(audience.refusal(guess, TestAudience.user(ADA)))
                .endsWith("Exception: ERROR P0001 (raise_exception) " + complaint);
        assertThat(audience.subscribe(guess, SERVICE)).isNotNull();
    }

    @Test
    void aDeleteUnderRowSecurityTellsTheKeyOfAFullIdentityAndOnlyToWhomItWasVisible() {
        // Given
        Table things = database.shape("things");
        Subscription ada = audience.subscribe("things", null, TestAudience.user(ADA));
        Subscription bob = audience.subscribe("things", null, TestAudience.user(BOB));

        // When
        List<String> adas = audience.told(audience.deleted(things, row("1", ADA, "n", "s")), ada);
        List<String> bobs = audience.told(audience.deleted(things, row("1", ADA, "n", "s")), bob);

        // Then
        assertThat(adas.getFirst()).contains("\"old_record\":{\"id\":1}");
        assertThat(bobs).isEmpty();
    }

    @Test
    void w9ADeleteThatCannotBeJudgedGoesToEveryFilterThatPassesOrToNobody() {
        // Given
        Table keyed = database.shape("keyed");
        Row gone = row("7", "?", "?");
        Subscription passes = audience.subscribe("keyed", "id=eq.7", TestAudience.user(BOB));
        Subscription other = audience.subscribe("keyed", "id=eq.8", TestAudience.user(BOB));
        Subscription needsMore = audience.subscribe("keyed", "name=eq.n", TestAudience.user(BOB));
        Subscription service = audience.subscribe("keyed", null, SERVICE);

        // When
        List<String> told = audience.told(audience.deleted(keyed, gone), passes);

        // Then
        assertThat(told.getFirst()).contains("\"old_record\":{\"id\":7}");
        assertThat(audience.told(audience.deleted(keyed, gone), other)).isEmpty();
        assertThat(audience.told(audience.deleted(keyed, gone), needsMore)).isEmpty();
        try (TestAudience silent =
                new TestAudience(
                        database, Map.of("vintner.gateway.policy.unjudged-deletes", "none"))) {
            Subscription nobody = silent.subscribe("keyed", null, TestAudience.user(BOB));
            Subscription exempt = silent.subscribe("keyed", null, SERVICE);
            assertThat(silent.told(silent.deleted(keyed, gone), nobody)).isEmpty();
            assertThat(silent.told(silent.deleted(keyed, gone), exempt)).hasSize(1);
        }
        assertThat(audience.told(audience.deleted(keyed, gone), service)).hasSize(1);
    }

    @Test
    void withoutAPrimaryKeyOrTheRightToItAnErrorIsTold() {
        // Given
        Table keyless = database.shape("keyless");
        Table open = database.shape("open");
        Subscription noKey = audience.subscribe("keyless", "name=eq.x", TestAudience.user(ADA));
        Subscription noRight =
                audience.subscribe("open", "name=eq.x", TestAudience.claims("anon", null, ""));

        // When
        List<String> bad = audience.told(audience.inserted(keyless, row("1", "n")), noKey);
        List<String> unauthorized =
                audience.told(audience.updated(open, row("1", "?"), row("1", "n")), noRight);
        List<String> deleted = audience.told(audience.deleted(open, row("1", "?")), noRight);

        // Then
        assertThat(bad)
                .containsExactly(
                        """
                        {"type":"INSERT","schema":"public","table":"keyless",\
                        "commit_timestamp":null,"columns":[],"record":{},\
                        "errors":["Error 400: Bad Request, no primary key"]}\
                        """);
        assertThat(unauthorized)
                .containsExactly(
                        """
                        {"type":"UPDATE","schema":"public","table":"open",\
                        "commit_timestamp":null,"columns":[],"record":{},"old_record":{},\
                        "errors":["Error 401: Unauthorized"]}\
                        """);
        assertThat(deleted).isEmpty();
    }

    @Test
    void aChangeOfMoreThanAMebibyteLosesItsLongValuesAndItsNulls() {
        // Given
        Table things = database.shape("things");
        Subscription all = audience.subscribe("things", null, SERVICE);
        Row large = row("1", null, "n".repeat(62), "s".repeat(1 << 20));
        Row edge = row("1", null, "n".repeat(63), "s".repeat(1 << 20));

        // When
        List<String> cut = audience.told(audience.inserted(things, large), all);
        List<String> cutMore = audience.told(audience.inserted(things, edge), all);

        // Then
        assertThat(cut.getFirst())
                .contains("\"record\":{\"id\":1,\"name\":\"" + "n".repeat(62) + "\"}")
                .contains("\"errors\":[\"Error 413: Payload Too Large\"]");
        assertThat(cutMore.getFirst()).contains("\"record\":{\"id\":1}");
    }

    @Test
    void everybodyHearsOfTheirOwnEventsOnly() {
        // Given
        Table open = database.shape("open");
        Claims user = TestAudience.user(ADA);
        Subscription inserts =
                audience.subscribe(request("INSERT", "public", "open", null, null), user);
        Subscription deletes =
                audience.subscribe(request("delete", "public", "open", null, null), user);
        Subscription schema = audience.subscribe(request("*", "*", "*", null, null), user);

        // When
        var insert = audience.inserted(open, row("1", "n"));
        var update = audience.updated(open, row("1", "?"), row("1", "m"));
        var delete = audience.deleted(open, row("1", "?"));
        var truncate =
                new io.vintner.change.ChangeEvent.TableTruncated(
                        insert.position(), TestAudience.COMMITTED, open);

        // Then
        assertThat(audience.told(insert, inserts)).hasSize(1);
        assertThat(audience.told(update, inserts)).isEmpty();
        assertThat(audience.told(delete, inserts)).isEmpty();
        assertThat(audience.told(insert, deletes)).isEmpty();
        assertThat(audience.told(delete, deletes)).hasSize(1);
        assertThat(audience.told(insert, schema)).hasSize(1);
        assertThat(audience.told(update, schema)).hasSize(1);
        assertThat(audience.told(delete, schema)).hasSize(1);
        assertThat(audience.told(truncate, schema)).isEmpty();
    }

    @Test
    void whatIsTheSameForManyIsRenderedOnce() {
        // Given
        Table open = database.shape("open");
        Subscription ada = audience.subscribe("open", "id=eq.1", TestAudience.user(ADA));
        Subscription bob = audience.subscribe("open", "name=eq.n", TestAudience.user(BOB));
        Subscription service = audience.subscribe("open", null, SERVICE);

        // When
        List<Delivery> deliveries =
                audience.audience.hear(List.of(audience.inserted(open, row("1", "n"))));

        // Then
        assertThat(deliveries).hasSize(1);
        assertThat(deliveries.getFirst().subscriptions())
                .containsExactlyInAnyOrder(ada, bob, service);
    }

    @Test
    void subscriptionsFollowTheShapeAndThePoliciesOfTheirTable() {
        // Given
        Table before = moving("id int primary key, owner uuid", "owner = auth.uid()");
        Subscription ada = audience.subscribe("moving", null, TestAudience.user(ADA));
        assertThat(audience.told(audience.inserted(before, row("1", ADA)), ada)).hasSize(1);

        // When
        database.run("alter table moving add column note text; drop policy own on moving");
        Table after = database.shape("moving");
        List<String> none = audience.told(audience.inserted(after, row("2", ADA, "n")), ada);
        database.run("create policy all_of_it on moving using (note = 'n')");
        audience.catalog.refresh();
        List<String> one = audience.told(audience.inserted(after, row("2", BOB, "n")), ada);
        List<String> old = audience.told(audience.inserted(before, row("1", ADA)), ada);

        // Then
        assertThat(none).isEmpty();
        assertThat(one.getFirst()).contains("\"note\":\"n\"");
        assertThat(old.getFirst()).contains("Error 422");
    }

    @Test
    void subscriptionsFindTheirTableAgainWhenItIsMadeAnew() {
        // Given
        moving("id int primary key", "true");
        Subscription ada = audience.subscribe("moving", null, TestAudience.user(ADA));
        Subscription wild =
                audience.subscribe(
                        request("*", "public", null, null, null), TestAudience.user(ADA));

        // When
        Table again = moving("id int primary key, note text", "note is null");
        List<String> back = audience.told(audience.inserted(again, row("9", null)), ada);
        List<String> backWild = audience.told(audience.inserted(again, row("9", null)), wild);
        database.run("drop table moving");
        audience.catalog.refresh();

        // Then
        assertThat(back.getFirst()).contains("\"record\":{\"id\":9,\"note\":null}");
        assertThat(backWild).hasSize(1);
        assertThat(audience.told(audience.inserted(again, row("9", null)), ada)).isEmpty();
    }

    private static Table moving(String columns, String using) {
        database.run(
                """
                drop table if exists moving;
                create table moving (%s);
                alter table moving enable row level security;
                create policy own on moving using (%s);
                grant select on moving to authenticated;
                alter publication supabase_realtime add table moving;
                """
                        .formatted(columns, using));
        return database.shape("moving");
    }
}
