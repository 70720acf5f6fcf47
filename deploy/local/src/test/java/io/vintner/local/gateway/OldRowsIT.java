package io.vintner.local.gateway;

import static io.vintner.local.gateway.Bindings.all;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the clients are told of an old row that PostgreSQL logs by an index of the table's own
 * ({@code replica identity using index}): the index's columns, as far as the subscriber may know.
 */
class OldRowsIT {

    private static final AtomicInteger IDS = new AtomicInteger();

    @AutoClose private static GatewayStack stack;

    @BeforeAll
    static void start() {
        stack =
                GatewayStack.started(
                        """
                        create table public.casks (
                          id int primary key, code text not null, cellar int not null, note text);
                        create unique index casks_code on public.casks (cellar, code);
                        alter table public.casks replica identity using index casks_code;
                        grant select on public.casks to authenticated;

                        create table public.sealed (
                          id int primary key, code text not null, pin text not null, note text);
                        create unique index sealed_code on public.sealed (code, pin);
                        alter table public.sealed replica identity using index sealed_code;
                        grant select (id, code, note) on public.sealed to authenticated;

                        create table public.owned (
                          id int primary key, owner uuid not null, code text not null, note text);
                        create unique index owned_code on public.owned (code, owner);
                        alter table public.owned replica identity using index owned_code;
                        alter table public.owned enable row level security;
                        create policy own on public.owned for select to authenticated
                          using (owner = auth.uid());
                        grant select on public.owned to authenticated;

                        create table public.unjudged (
                          id int primary key, owner uuid not null, code text not null, note text);
                        create unique index unjudged_code on public.unjudged (code);
                        alter table public.unjudged replica identity using index unjudged_code;
                        alter table public.unjudged enable row level security;
                        create policy own on public.unjudged for select to authenticated
                          using (owner = auth.uid());
                        grant select on public.unjudged to authenticated;

                        alter publication supabase_realtime add table public.casks, public.sealed,
                          public.owned, public.unjudged;
                        """);
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void theOldRowIsTheColumnsOfTheIndexWhetherTheyChangedOrNot(String library, String serializer) {
        int id = IDS.incrementAndGet();
        int moved = 1_000_000 + id;
        try (NodeClient client = stack.client(library, serializer)) {
            // Given
            client.joinAndAwait("casks", List.of(all("casks")));

            // When
            stack.run("insert into public.casks values (%1$d, 'c%1$d', 1, 'new')".formatted(id));
            stack.run("update public.casks set note = 'seen' where id = " + id);
            stack.run("update public.casks set cellar = 2 where id = " + id);
            stack.run("update public.casks set id = %d where id = %d".formatted(moved, id));
            stack.run("delete from public.casks where id = " + moved);

            // Then
            client.awaitChanges("casks", 5);
            String first = "{\"code\":\"c%d\",\"cellar\":1}".formatted(id);
            String second = "{\"code\":\"c%d\",\"cellar\":2}".formatted(id);
            assertThat(types(client, "casks"))
                    .containsExactly("INSERT", "UPDATE", "UPDATE", "UPDATE", "DELETE");
            assertThat(client.olds("casks")).containsExactly("{}", first, first, second, second);
            assertThat(client.news("casks"))
                    .containsExactly(
                            cask(id, id, 1, "new"),
                            cask(id, id, 1, "seen"),
                            cask(id, id, 2, "seen"),
                            cask(moved, id, 2, "seen"),
                            "{}");
            assertThat(Frame.received(client, "postgres_changes"))
                    .hasSize(5)
                    .allSatisfy(frame ->
                            assertThat(frame.payload().at("/data/columns").toString())
                                    .isEqualTo(
                                            "[{\"name\":\"id\",\"type\":\"int4\"},"
                                                    + "{\"name\":\"code\",\"type\":\"text\"},"
                                                    + "{\"name\":\"cellar\",\"type\":\"int4\"},"
                                                    + "{\"name\":\"note\",\"type\":\"text\"}]"));
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void ofTheIndexOnlyWhatIsSelectedIsTold(String library, String serializer) {
        int id = IDS.incrementAndGet();
        try (NodeClient client = stack.client(library, serializer)) {
            // Given
            client.joinAndAwait("code", List.of(all("casks", "select", List.of("code"))));
            client.joinAndAwait("note", List.of(all("casks", "select", List.of("note"))));

            // When
            stack.run("insert into public.casks values (%1$d, 'c%1$d', 1, 'new')".formatted(id));
            stack.run("update public.casks set cellar = 2 where id = " + id);
            stack.run("delete from public.casks where id = " + id);

            // Then
            client.awaitChanges("code", 3);
            client.awaitChanges("note", 3);
            String code = "{\"code\":\"c%d\"}".formatted(id);
            assertThat(client.olds("code")).containsExactly("{}", code, code);
            assertThat(client.olds("note")).containsExactly("{}", "{}", "{}");
            assertThat(client.news("note").get(1))
                    .isEqualTo("{\"id\":%d,\"note\":\"new\"}".formatted(id));
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void aColumnOfTheIndexThatTheRoleMayNotSelectIsNotTold(String library, String serializer) {
        int id = IDS.incrementAndGet();
        try (NodeClient client = stack.client(library, serializer)) {
            // Given
            client.joinAndAwait("sealed", List.of(all("sealed")));

            // When
            stack.run(
                    "insert into public.sealed values (%1$d, 's%1$d', '4711', 'a')".formatted(id));
            stack.run("update public.sealed set pin = '4712' where id = " + id);
            stack.run("delete from public.sealed where id = " + id);

            // Then
            client.awaitChanges("sealed", 3);
            String code = "{\"code\":\"s%d\"}".formatted(id);
            assertThat(client.olds("sealed")).containsExactly("{}", code, code);
            assertThat(client.said()).noneMatch(line -> line.toString().contains("471"));
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void whereTheIndexCoversThePolicyADeleteIsToldWithItToTheOwnerOnly(
            String library, String serializer) {
        int id = IDS.incrementAndGet();
        Bearer owner = Bearer.anyone();
        try (NodeClient client = stack.client(library, serializer, owner.token());
                NodeClient other = stack.client(library, serializer)) {
            // Given
            client.joinAndAwait("owned", List.of(all("owned")));
            other.joinAndAwait("owned", List.of(all("owned")));
            other.joinAndAwait("casks", List.of(all("casks")));

            // When
            stack.run(
                    "insert into public.owned values (%1$d, '%2$s', 'o%1$d', 'a')"
                            .formatted(id, owner.id()));
            stack.run("update public.owned set note = 'b' where id = " + id);
            stack.run("delete from public.owned where id = " + id);
            stack.run("insert into public.casks values (%1$d, 'c%1$d', 1, 'last')".formatted(id));

            // Then
            client.awaitChanges("owned", 3);
            String old = "{\"owner\":\"%s\",\"code\":\"o%d\"}".formatted(owner.id(), id);
            assertThat(types(client, "owned")).containsExactly("INSERT", "UPDATE", "DELETE");
            assertThat(client.olds("owned")).containsExactly("{}", old, old);
            other.awaitChanges("casks", 1);
            assertThat(other.changes("owned")).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void whereTheIndexHoldsNeitherPolicyNorKeyADeleteSaysNothingOfTheRow(
            String library, String serializer) {
        int id = IDS.incrementAndGet();
        Bearer owner = Bearer.anyone();
        try (NodeClient client = stack.client(library, serializer, owner.token());
                NodeClient other = stack.client(library, serializer)) {
            // Given
            client.joinAndAwait("unjudged", List.of(all("unjudged")));
            other.joinAndAwait("unjudged", List.of(all("unjudged")));

            // When
            stack.run(
                    "insert into public.unjudged values (%1$d, '%2$s', 'u%1$d', 'a')"
                            .formatted(id, owner.id()));
            stack.run("update public.unjudged set note = 'b' where id = " + id);
            stack.run("delete from public.unjudged where id = " + id);

            // Then
            client.awaitChanges("unjudged", 3);
            other.awaitChanges("unjudged", 1);
            assertThat(types(client, "unjudged")).containsExactly("INSERT", "UPDATE", "DELETE");
            assertThat(client.olds("unjudged")).containsExactly("{}", "{}", "{}");
            assertThat(types(other, "unjudged")).containsExactly("DELETE");
            assertThat(other.olds("unjudged")).containsExactly("{}");
        }
    }

    private static List<String> types(NodeClient client, String channel) {
        return client.changes(channel).stream()
                .map((JsonNode change) -> change.path("eventType").asText())
                .toList();
    }

    private static String cask(int id, int code, int cellar, String note) {
        return "{\"id\":%d,\"code\":\"c%d\",\"cellar\":%d,\"note\":\"%s\"}"
                .formatted(id, code, cellar, note);
    }
}
