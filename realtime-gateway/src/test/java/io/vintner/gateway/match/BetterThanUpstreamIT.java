package io.vintner.gateway.match;

import static io.vintner.gateway.match.TestAudience.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
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
import org.junit.jupiter.params.provider.ValueSource;

/** What users of Supabase Realtime miss in filters and values, and find here. */
class BetterThanUpstreamIT {

    private static final Claims SERVICE = TestAudience.claims("service_role", null, "");

    private static TestDatabase database;
    private static TestAudience audience;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        database.run(
                """
                create table goods (id int primary key, code varchar(20), size char(5), bits bit(4),
                  tags text[], price numeric, sold bigint, body text);
                create table wide (id int primary key, body text);
                alter table wide replica identity full;
                create table orders (id int, day date, note text, primary key (id, day))
                  partition by range (day);
                create table orders_old partition of orders
                  for values from (minvalue) to ('2026-01-01');
                create table orders_new (day date not null, gone int, note text, id int not null);
                alter table orders_new drop column gone;
                alter table orders_new add primary key (id, day);
                alter table orders attach partition orders_new
                  for values from ('2026-01-01') to (maxvalue);
                alter table orders enable row level security;
                create policy short on orders using (length(note) < 5);
                grant select on all tables in schema public to service_role, authenticated;
                alter publication supabase_realtime add table goods, wide, orders;
                """);
        audience =
                new TestAudience(
                        database,
                        Map.of(),
                        Map.of("vintner.gateway.changes.truncate-events", "true"));
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

    private static ChangeEvent inserted(Table table, String... texts) {
        return audience.inserted(table, row(texts));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code=like.A-%",
                "code=ilike.a-%",
                "code=match.^A-[0-9]+$",
                "code=imatch.^a-",
                "size=like.xl%",
                "code=like.A-%,price=gt.5,sold=not.is.null"
            })
    void patternsAreServedForEveryTextTypeAndInConjunctions(String filter) {
        // Given
        Table goods = database.shape("goods");
        Subscription shop = audience.subscribe("goods", filter, SERVICE);

        // When
        List<String> one =
                audience.told(
                        inserted(goods, "1", "A-17", "xl   ", null, null, "9", "1", null), shop);
        List<String> none =
                audience.told(inserted(goods, "2", "B", "s    ", null, null, "9", "1", null), shop);

        // Then
        assertThat(one).hasSize(1);
        assertThat(none).isEmpty();
    }

    @Test
    void anOrOfFiltersIsTwoBindingsAndAChangeThatBothPassComesOnce() {
        // Given
        Table goods = database.shape("goods");
        Subscription cheap = audience.subscribe("goods", "price=lt.5", SERVICE);
        Subscription coded = audience.subscribe("goods", "code=eq.x", SERVICE);

        // When
        List<Delivery> both =
                audience.audience.hear(
                        List.of(inserted(goods, "1", "x", null, null, null, "1", null, null)));

        // Then
        assertThat(both).hasSize(1);
        assertThat(both.getFirst().subscriptions()).containsExactlyInAnyOrder(cheap, coded);
    }

    @Test
    void w11NumbersComeWithAllTheirDigits() {
        // Given
        Table goods = database.shape("goods");
        Subscription all = audience.subscribe("goods", "sold=eq.9007199254740993", SERVICE);

        // When
        List<String> told =
                audience.told(
                        inserted(
                                goods,
                                "1",
                                null,
                                null,
                                null,
                                null,
                                "12345678901234567890.10",
                                "9007199254740993",
                                null),
                        all);

        // Then
        assertThat(told.getFirst())
                .contains("\"price\":12345678901234567890.10")
                .contains("\"sold\":9007199254740993");
        assertThat(
                        audience.told(
                                inserted(
                                        goods,
                                        "1",
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        "9007199254740992",
                                        null),
                                all))
                .isEmpty();
    }

    @Test
    void w12FixedLengthTextsAndBitsComeWhole() {
        // Given
        Table goods = database.shape("goods");
        Subscription all = audience.subscribe("goods", "size=eq.ab,bits=eq.1010", SERVICE);

        // When
        List<String> told =
                audience.told(
                        inserted(goods, "1", null, "ab   ", "1010", null, null, null, null), all);

        // Then
        assertThat(told.getFirst()).contains("\"size\":\"ab   \",\"bits\":\"1010\"");
    }

    @Test
    void w13AnUntouchedLargeValueIsMissingButNeverNull() {
        // Given
        Table goods = database.shape("goods");
        Subscription all = audience.subscribe("goods", null, SERVICE);
        ChangeEvent update =
                audience.updated(
                        goods,
                        row("1", "?", "?", "?", "?", "?", "?", "?"),
                        row("1", "x", null, null, null, null, null, "?"));

        // When
        List<String> told = audience.told(update, all);

        // Then
        assertThat(told.getFirst()).contains("\"sold\":null}").doesNotContain("\"body\":");
    }

    @Test
    void w13AnUntouchedLargeValueIsThereWhereTheOldRowHasIt() {
        // Given
        Table wide = database.shape("wide");
        Subscription some = audience.subscribe("wide", "body=like.long%", SERVICE);
        ChangeEvent update = audience.updated(wide, row("1", "long text"), row("1", "?"));

        // When
        List<String> told = audience.told(update, some);

        // Then
        assertThat(told).hasSize(1);
    }

    @Test
    void w22APartitionedTableIsHeardOfUnderItsOwnNameAndPolicies() {
        // Given
        Table old = database.shape("orders_old");
        Table fresh = database.shape("orders_new");
        Claims user = TestAudience.user("a0000000-0000-4000-8000-00000000000a");
        Subscription whole = audience.subscribe("orders", "note=neq.no", user);
        Subscription part = audience.subscribe("orders_new", null, user);
        Subscription wild =
                audience.subscribe(new ChangesRequest("*", "public", "*", null, null), user);

        // When
        ChangeEvent early = inserted(old, "1", "2025-05-05", "yes");
        ChangeEvent late = inserted(fresh, "2026-05-05", "yes", "2");
        ChangeEvent hidden = inserted(fresh, "2026-05-05", "hidden from all", "3");

        // Then
        assertThat(audience.told(early, whole).getFirst())
                .contains("\"table\":\"orders\"")
                .contains("\"record\":{\"id\":1,\"day\":\"2025-05-05\",\"note\":\"yes\"}");
        assertThat(audience.told(late, whole).getFirst())
                .contains("\"table\":\"orders\"")
                .contains("\"record\":{\"day\":\"2026-05-05\",\"note\":\"yes\",\"id\":2}");
        assertThat(audience.told(late, part).getFirst()).contains("\"table\":\"orders_new\"");
        assertThat(audience.told(late, wild)).hasSize(1);
        assertThat(audience.told(hidden, whole)).isEmpty();
        assertThat(audience.told(inserted(old, "1", "2025-05-05", "no"), whole)).isEmpty();
    }

    @Test
    void w22APartitionedTableThatIsPublishedAsOneIsHeardOfAsOne() {
        // Given
        database.run(
                """
                create publication rooted for table orders
                  with (publish_via_partition_root = true)
                """);
        try (TestAudience rooted =
                new TestAudience(
                        database,
                        Map.of(),
                        Map.of("vintner.gateway.catalog.publication", "rooted"))) {
            Table orders = database.shape("orders");
            Subscription whole = rooted.subscribe("orders", "note=eq.yes", SERVICE);

            // When
            List<String> told =
                    rooted.told(rooted.inserted(orders, row("1", "2025-05-05", "yes")), whole);
            ChangesRequest part = new ChangesRequest("*", "public", "orders_old", null, null);

            // Then
            assertThat(told.getFirst())
                    .contains("\"table\":\"orders\"")
                    .contains("\"record\":{\"id\":1,\"day\":\"2025-05-05\",\"note\":\"yes\"}");
            assertThat(rooted.refusal(part, SERVICE)).contains("Please check Realtime is enabled");
        } finally {
            database.run("drop publication rooted");
        }
    }

    @Test
    void whatIsToldAsNullIsLeftOutOfAChangeThatIsTooLarge() {
        // Given
        Table goods = database.shape("goods");
        Subscription all = audience.subscribe("goods", null, SERVICE);

        // When
        List<String> told =
                audience.told(
                        inserted(
                                goods,
                                "1",
                                "x",
                                null,
                                null,
                                "{1}",
                                "NaN",
                                "5",
                                "b".repeat(1 << 20)),
                        all);

        // Then
        assertThat(told.getFirst())
                .contains("\"record\":{\"id\":1,\"code\":\"x\",\"tags\":[\"1\"],\"sold\":5}")
                .contains("Error 413: Payload Too Large");
    }

    @Test
    void w23ATruncationIsToldToThoseWhoHearOfDeletes() {
        // Given
        Table goods = database.shape("goods");
        Subscription all = audience.subscribe("goods", "id=eq.5", SERVICE);
        Subscription inserts =
                audience.subscribe(
                        new ChangesRequest("INSERT", "public", "goods", null, null), SERVICE);
        ChangeEvent truncation =
                new ChangeEvent.TableTruncated(
                        inserted(goods, "1").position(), TestAudience.COMMITTED, goods);

        // When
        List<String> told = audience.told(truncation, all);

        // Then
        assertThat(told)
                .containsExactly(
                        """
                        {"type":"DELETE","schema":"public","table":"goods",\
                        "commit_timestamp":null,"columns":[],"old_record":{},\
                        "errors":["Truncated: all rows of the table were removed"]}\
                        """);
        assertThat(audience.told(truncation, inserts)).isEmpty();
    }

    @Test
    void aPublicationOfAllTablesServesTablesThatAreMadeLater() {
        // Given
        database.run("create publication everything for all tables");
        try (TestAudience everywhere =
                new TestAudience(
                        database,
                        Map.of(),
                        Map.of("vintner.gateway.catalog.publication", "everything"))) {
            database.run(
                    """
                    create table later (id int primary key, name text);
                    grant select on later to service_role;
                    """);

            // When
            Subscription later = everywhere.subscribe("later", "name=eq.x", SERVICE);
            List<String> told =
                    everywhere.told(
                            everywhere.inserted(database.shape("later"), row("1", "x")), later);

            // Then
            assertThat(told.getFirst()).contains("\"record\":{\"id\":1,\"name\":\"x\"}");
        } finally {
            database.run("drop publication everything; drop table later");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "My Table",
                "it's",
                "quo\"te",
                "a.b",
                "a,b",
                "ta{b}le",
                "\uD83C\uDF47 Ärger",
                "select",
                "back\\slash",
                "$1",
                "%s"
            })
    void w25AnyNameOfATableOrColumnWorks(String name) {
        // Given
        String quoted = '"' + name.replace("\"", "\"\"") + '"';
        database.run(
                """
                create table %1$s (id int primary key, %1$s inet, plain text collate "C");
                grant select on %1$s to service_role;
                alter publication supabase_realtime add table %1$s;
                """
                        .formatted(quoted));
        audience.catalog.refresh();
        long oid =
                Long.parseLong(
                        database.text("select max(oid::bigint) from pg_class where relkind = 'r'"));
        Table table =
                new Table(
                        1,
                        oid,
                        "public",
                        name,
                        Table.ReplicaIdentity.DEFAULT,
                        List.of(
                                new Table.Column("id", "int4", 23, true, true),
                                new Table.Column(name, "inet", 869, false, false),
                                new Table.Column("plain", "text", 25, false, false)));

        // When
        // the grammar has no way to write a comma in the name of a column
        String odd = name.contains(",") ? "" : "," + name + "=gt.10.0.0.1";
        Subscription one = audience.subscribe(name, "plain=match.^x" + odd, SERVICE);

        // Then
        assertThat(audience.told(audience.inserted(table, row("1", "10.0.0.2", "xy")), one))
                .hasSize(1);
        assertThat(audience.told(audience.inserted(table, row("1", "10.0.0.2", "y")), one))
                .isEmpty();
        database.run("drop table " + quoted);
    }
}
