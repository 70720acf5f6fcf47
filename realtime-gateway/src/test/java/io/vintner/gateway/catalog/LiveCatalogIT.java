package io.vintner.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.gateway.catalog.PublishedTable.Kind;
import io.vintner.gateway.catalog.TableColumn.Collation;
import io.vintner.gateway.database.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LiveCatalogIT {

    private static TestDatabase database;
    private static LiveCatalog catalog;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        database.run(
                """
                create type mood as enum ('sad', 'ok');
                create role owners nologin;
                grant create on schema public to owners;
                set role owners;
                create table plain (id int primary key, mood mood, note text collate "C",
                  secret text);
                reset role;
                alter table plain enable row level security;
                create policy own on plain for select to authenticated using (id = 1);
                create policy narrow on plain as restrictive using (mood = 'ok');
                create policy writing on plain for insert with check (true);
                grant select (id, mood) on plain to authenticated;
                grant select on plain to service_role;
                alter publication supabase_realtime set (publish = 'insert, delete');
                alter publication supabase_realtime add table plain;
                """);
        catalog =
                new LiveCatalog(
                        database.gateway(),
                        TestDatabase.config(
                                CatalogConfig.class,
                                Map.of(
                                        "vintner.gateway.catalog.read-max",
                                        "60s",
                                        "vintner.gateway.catalog.first-max",
                                        "60s")));
        catalog.start();
        assertThat(catalog.awaitFirst()).isNotNull();
    }

    @AfterAll
    static void stop() {
        catalog.stop();
        database.close();
    }

    private static PublishedTable table(String name) {
        return catalog.current().all().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Test
    void aTableIsReadAsPostgresDeclaresIt() {
        // Given, When
        catalog.refresh();
        PublishedTable plain = table("plain");

        // Then
        assertThat(plain.schema()).isEqualTo("public");
        assertThat(plain.publishes()).containsExactlyInAnyOrder(Kind.INSERT, Kind.DELETE);
        assertThat(plain.primaryKey()).extracting(TableColumn::name).containsExactly("id");
        assertThat(plain.column("id").identity()).isTrue();
        assertThat(plain.column("mood").identity()).isFalse();
        assertThat(plain.column("note").collation()).isEqualTo(Collation.BYTES);
        assertThat(plain.column("mood").type())
                .isInstanceOfSatisfying(
                        PgType.Enumerated.class,
                        mood -> assertThat(mood.labels()).containsExactly("sad", "ok"));
        TableAccess authenticated = plain.accessOf("authenticated");
        assertThat(authenticated.columns()).containsExactlyInAnyOrder("id", "mood");
        assertThat(authenticated.exempt()).isFalse();
        assertThat(authenticated.policies())
                .containsExactly(
                        new DeclaredPolicy("narrow", false, "(mood = 'ok'::public.mood)"),
                        new DeclaredPolicy("own", true, "(id = 1)"));
        assertThat(plain.accessOf("anon").columns()).isEmpty();
        assertThat(plain.accessOf("anon").policies())
                .extracting(DeclaredPolicy::name)
                .containsExactly("narrow");
        assertThat(plain.accessOf("service_role").exempt()).isTrue();
        assertThat(plain.accessOf("nobody")).isEqualTo(TableAccess.NOTHING);
    }

    static Stream<Change> changes() {
        return Stream.concat(changesOfTheTable().stream(), changesOfRights().stream());
    }

    private static List<Change> changesOfTheTable() {
        return List.of(
                new Change(
                        "alter table plain add column later int",
                        table -> table.column("later") != null,
                        "alter table plain drop column later"),
                new Change(
                        "alter table plain replica identity full",
                        table -> table.column("mood").identity(),
                        "alter table plain replica identity default"),
                new Change(
                        "alter type mood rename value 'sad' to 'blue'",
                        table ->
                                table.column("mood").type() instanceof PgType.Enumerated mood
                                        && mood.labels().contains("blue"),
                        "alter type mood rename value 'blue' to 'sad'"),
                new Change(
                        "alter publication supabase_realtime set (publish = 'insert, update')",
                        table -> table.publishes().equals(Set.of(Kind.INSERT, Kind.UPDATE)),
                        "alter publication supabase_realtime set (publish = 'insert, delete')"));
    }

    private static List<Change> changesOfRights() {
        return List.of(
                new Change(
                        "create policy more on plain for all using (id = 2)",
                        table -> table.accessOf("authenticated").policies().size() == 3,
                        "drop policy more on plain"),
                new Change(
                        "grant select (note) on plain to authenticated",
                        table -> table.accessOf("authenticated").columns().contains("note"),
                        "revoke select (note) on plain from authenticated"),
                new Change(
                        "revoke usage on schema public from authenticated, public",
                        table -> table.accessOf("authenticated").columns().isEmpty(),
                        "grant usage on schema public to authenticated, public"),
                new Change(
                        database.membership("owners", "authenticated", true),
                        table -> table.accessOf("authenticated").exempt(),
                        "revoke owners from authenticated; alter role authenticated noinherit"),
                new Change(
                        "alter table plain disable row level security",
                        table -> table.accessOf("authenticated").exempt(),
                        "alter table plain enable row level security"),
                new Change(
                        "alter role anon bypassrls",
                        table -> table.accessOf("anon").exempt(),
                        "alter role anon nobypassrls"));
    }

    record Change(String change, Predicate<PublishedTable> noticed, String back) {
        @Override
        public String toString() {
            return change;
        }
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aChangeIsNoticedWithinTwoSeconds(Change change) {
        // Given
        catalog.refresh();
        assertThat(change.noticed().test(table("plain"))).isFalse();
        Catalog before = catalog.current();

        // When
        database.run(change.change());

        // Then
        await().atMost(Duration.ofSeconds(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> change.noticed().test(table("plain")));
        database.run(change.back());
        catalog.refresh();
        assertThat(catalog.current()).isEqualTo(before).isNotSameAs(before);
    }

    @Test
    void nothingIsReadAgainWhenNothingChanges() {
        // Given
        catalog.refresh();
        Catalog before = catalog.current();
        database.run("create table elsewhere (id int); analyze plain");
        database.run("vacuum plain");

        // When
        catalog.refresh();

        // Then
        assertThat(catalog.current()).isSameAs(before);
    }

    @Test
    void aTableThatIsPublishedOrNoLongerIsNoticed() {
        // Given
        database.run("create table coming (id int primary key)");

        // When
        database.run("alter publication supabase_realtime add table coming");

        // Then
        await().atMost(Duration.ofSeconds(2)).until(() -> table("coming") != null);
        database.run("drop table coming");
        await().atMost(Duration.ofSeconds(2)).until(() -> table("coming") == null);
    }

    @Test
    void aRoleThatSeesEverythingIsRefused() {
        // Given
        database.run("alter role vintner_gateway bypassrls");
        LiveCatalog unsafe =
                new LiveCatalog(
                        database.gateway(),
                        TestDatabase.config(
                                CatalogConfig.class,
                                Map.of("vintner.gateway.catalog.first-max", "1s")));

        // When
        unsafe.start();

        // Then
        assertThat(unsafe.awaitFirst()).isNull();
        assertThat(unsafe.isReachable()).isFalse();
        unsafe.stop();
        database.run("alter role vintner_gateway nobypassrls");
        await().until(() -> catalog.refresh() != null && catalog.isReachable());
    }
}
