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

/** What the clients are told where a change is not told whole. */
class ErrorEventsIT {

    private static final int MEBIBYTE = 1 << 20;

    private static final AtomicInteger IDS = new AtomicInteger();

    @AutoClose private static GatewayStack stack;

    @BeforeAll
    static void start() {
        stack =
                GatewayStack.started(
                        """
                        create table public.whole_papers (id int primary key, title text, body text);
                        alter table public.whole_papers replica identity full;
                        grant select on public.whole_papers to authenticated;
                        create table public.keyless (name text, size int);
                        alter table public.keyless replica identity full;
                        grant select on public.keyless to authenticated;
                        create table public.locked (id int primary key, name text);
                        grant select (name) on public.locked to authenticated;
                        alter publication supabase_realtime add table public.whole_papers,
                          public.keyless, public.locked;
                        """);
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void ofATableWithoutAKeyOnlyTheErrorIsToldWhateverTheFilter(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            // Given
            client.joinAndAwait("keyless", List.of(all("keyless", "filter", "name=eq.other")));
            client.joinAndAwait("deleted", List.of(Bindings.of("DELETE", "keyless")));

            // When
            String name = "row-" + IDS.incrementAndGet();
            stack.run("insert into public.keyless values ('%s', 1)".formatted(name));
            stack.run("update public.keyless set size = 2 where name = '%s'".formatted(name));
            stack.run("delete from public.keyless where name = '%s'".formatted(name));

            // Then
            client.awaitChanges("deleted", 1);
            client.awaitChanges("keyless", 2);
            assertThat(client.changes("keyless"))
                    .extracting(JsonNode::toString)
                    .containsExactly(
                            error("keyless", "INSERT", "Error 400: Bad Request, no primary key"),
                            error("keyless", "UPDATE", "Error 400: Bad Request, no primary key"));
            assertThat(client.changes("deleted").getFirst().path("errors").isNull()).isTrue();
            assertThat(client.olds("deleted"))
                    .containsExactly("{\"name\":\"%s\",\"size\":2}".formatted(name));
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void whoMayNotReadTheKeyIsToldOnlyThat(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            // Given
            client.joinAndAwait("locked", List.of(all("locked")));

            // When
            int id = IDS.incrementAndGet();
            stack.run("insert into public.locked values (%d, 'first')".formatted(id));
            stack.run("update public.locked set name = 'second' where id = " + id);

            // Then
            client.awaitChanges("locked", 2);
            assertThat(client.changes("locked"))
                    .extracting(JsonNode::toString)
                    .containsExactly(
                            error("locked", "INSERT", "Error 401: Unauthorized"),
                            error("locked", "UPDATE", "Error 401: Unauthorized"));
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void aChangeOfMoreThanAMebibyteIsToldByItsShortValuesAndTheNextOneWhole(
            String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            // Given
            client.joinAndAwait("whole", List.of(all("whole_papers")));
            client.joinAndAwait("titles", List.of(all("whole_papers", "select", List.of("title"))));

            // When
            int id = insertPaper("short", "x".repeat(MEBIBYTE));
            stack.run("update public.whole_papers set title = null where id = " + id);
            stack.run("delete from public.whole_papers where id = " + id);
            int small = insertPaper("almost", "x".repeat(MEBIBYTE - 10_000));

            // Then
            client.awaitChanges("whole", 4);
            List<JsonNode> told = client.changes("whole");
            assertThat(told.subList(0, 3))
                    .allSatisfy(change ->
                            assertThat(change.path("errors"))
                                    .hasToString("[\"Error 413: Payload Too Large\"]"));
            assertThat(client.news("whole").subList(0, 3))
                    .containsExactly(
                            "{\"id\":%d,\"title\":\"short\"}".formatted(id),
                            "{\"id\":%d}".formatted(id),
                            "{}");
            assertThat(client.olds("whole").subList(0, 3))
                    .containsExactly(
                            "{}",
                            "{\"id\":%d,\"title\":\"short\"}".formatted(id),
                            "{\"id\":%d}".formatted(id));
            assertThat(told.getLast().path("errors").isNull()).isTrue();
            assertThat(told.getLast().at("/new/id").asInt()).isEqualTo(small);
            assertThat(told.getLast().at("/new/body").asText()).hasSize(MEBIBYTE - 10_000);
            assertThat(client.statuses("whole")).containsExactly("SUBSCRIBED");

            // Then, and who selects only what is short is told all of it
            client.awaitChanges("titles", 4);
            assertThat(client.changes("titles")).allMatch(change -> change.path("errors").isNull());
            assertThat(client.news("titles").subList(0, 3))
                    .containsExactly(
                            "{\"id\":%d,\"title\":\"short\"}".formatted(id),
                            "{\"id\":%d,\"title\":null}".formatted(id),
                            "{}");
        }
    }

    private static String error(String table, String event, String error) {
        return """
        {"schema":"public","table":"%s","commit_timestamp":null,"eventType":"%s","new":{},"old":{},"errors":["%s"]}\
        """
                .formatted(table, event, error);
    }

    private static int insertPaper(String title, String body) {
        int id = IDS.incrementAndGet();
        stack.run(
                "insert into public.whole_papers values (%d, '%s', '%s')"
                        .formatted(id, title, body));
        return id;
    }
}
