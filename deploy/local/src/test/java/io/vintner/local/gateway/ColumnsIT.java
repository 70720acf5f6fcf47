package io.vintner.local.gateway;

import static io.vintner.local.gateway.Bindings.all;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Of which columns the clients hear: those that they select, and those that the log holds. And that
 * they can wait until they hear.
 */
class ColumnsIT {

    private static final AtomicInteger IDS = new AtomicInteger();

    @AutoClose private static GatewayStack stack;

    @BeforeAll
    static void start() {
        stack =
                GatewayStack.started(
                        """
                        create table public.papers (
                          id int primary key, title text, body text, hidden text);
                        alter table public.papers alter body set storage external;
                        grant select (id, title, body) on public.papers to authenticated;
                        create table public.whole_papers (id int primary key, title text, body text);
                        alter table public.whole_papers alter body set storage external;
                        alter table public.whole_papers replica identity full;
                        grant select on public.whole_papers to authenticated;
                        alter publication supabase_realtime add table public.papers,
                          public.whole_papers;
                        """);
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void onlyTheSelectedColumnsAndTheKeyAreTold(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            // Given
            client.joinAndAwait("papers", List.of(all("papers", "select", List.of("title"))));

            // When
            int id = insertPaper("papers", "first", "a");
            stack.run("update public.papers set title = 'second' where id = " + id);
            stack.run("delete from public.papers where id = " + id);

            // Then
            client.awaitChanges("papers", 3);
            assertThat(client.news("papers"))
                    .containsExactly(
                            "{\"id\":%d,\"title\":\"first\"}".formatted(id),
                            "{\"id\":%d,\"title\":\"second\"}".formatted(id),
                            "{}");
            assertThat(client.olds("papers"))
                    .containsExactly(
                            "{}", "{\"id\":%d}".formatted(id), "{\"id\":%d}".formatted(id));
            assertThat(Frame.received(client, "postgres_changes"))
                    .hasSize(3)
                    .allSatisfy(frame ->
                            assertThat(frame.payload().at("/data/columns"))
                                    .extracting(column -> column.path("name").asText())
                                    .containsExactly("id", "title"));
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void whatCannotBeSelectedIsSaid(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            // When
            client.joinAndAwait("hidden", List.of(all("papers", "select", List.of("hidden"))));
            client.joinAndAwait("wild", List.of(all("*", "select", List.of("id"))));

            // Then
            assertThat(systemText(client, "hidden")).endsWith("invalid column for select hidden");
            assertThat(systemText(client, "wild"))
                    .isEqualTo(
                            "Column selection is not supported for wildcard subscriptions. Provide"
                                    + " an explicit schema and table name.");
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void bindingsOfOneChannelHaveEachTheirOwnFilterAndColumns(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            // Given
            client.joinAndAwait(
                    "papers",
                    List.of(
                            all("papers", "select", List.of("title")),
                            Map.of(
                                    "event",
                                    "INSERT",
                                    "schema",
                                    "public",
                                    "table",
                                    "papers",
                                    "filter",
                                    "title=eq.a",
                                    "select",
                                    List.of("body")),
                            all("papers", "filter", "title=in.(a,b)"),
                            all("papers", "filter", "title=eq.z")));

            // When
            int one = insertPaper("papers", "a", "1");
            int two = insertPaper("papers", "b", "2");
            int last = insertPaper("papers", "z", "3");

            // Then
            Awaited.until(
                    "seven callbacks",
                    () -> client.of("papers", "change").size() >= 7,
                    client::said);
            assertThat(client.of("papers", "change"))
                    .extracting(line ->
                            line.path("binding").asText() + " " + line.at("/change/new").toString())
                    .containsExactlyInAnyOrder(
                            "0 {\"id\":%d,\"title\":\"a\"}".formatted(one),
                            "1 {\"id\":%d,\"body\":\"1\"}".formatted(one),
                            "2 {\"id\":%d,\"title\":\"a\",\"body\":\"1\"}".formatted(one),
                            "0 {\"id\":%d,\"title\":\"b\"}".formatted(two),
                            "2 {\"id\":%d,\"title\":\"b\",\"body\":\"2\"}".formatted(two),
                            "0 {\"id\":%d,\"title\":\"z\"}".formatted(last),
                            "3 {\"id\":%d,\"title\":\"z\",\"body\":\"3\"}".formatted(last));
            for (String binding : List.of("0", "1", "2", "3")) {
                assertThat(client.of("papers", "change"))
                        .filteredOn(line -> line.path("binding").asText().equals(binding))
                        .extracting(line -> line.at("/change/new/id").asInt())
                        .isSorted();
            }
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void w13ALargeValueThatWasNotTouchedIsMissingOrWholeButNeverNull(
            String library, String serializer) {
        String body = "long ".repeat(4_000);
        try (NodeClient client = stack.client(library, serializer)) {
            // Given
            client.joinAndAwait("papers", List.of(all("papers")));
            client.joinAndAwait("whole", List.of(all("whole_papers")));
            int id = insertPaper("papers", "first", body);
            int whole = insertPaper("whole_papers", "first", body);

            // When
            stack.run("update public.papers set title = 'second' where id = " + id);
            stack.run("update public.papers set body = null where id = " + id);
            stack.run("update public.whole_papers set title = 'second' where id = " + whole);

            // Then
            client.awaitChanges("papers", 3);
            client.awaitChanges("whole", 2);
            assertThat(client.changes("papers").getFirst().at("/new/body").asText())
                    .isEqualTo(body);
            assertThat(client.news("papers").subList(1, 3))
                    .containsExactly(
                            "{\"id\":%d,\"title\":\"second\"}".formatted(id),
                            "{\"id\":%d,\"title\":\"second\",\"body\":null}".formatted(id));
            assertThat(client.changes("papers")).allMatch(change -> change.path("errors").isNull());
            JsonNode told = client.changes("whole").getLast();
            assertThat(told.at("/new/title").asText()).isEqualTo("second");
            assertThat(told.at("/new/body").asText()).isEqualTo(body);
            assertThat(told.at("/old/title").asText()).isEqualTo("first");
            assertThat(told.at("/old/body").asText()).isEqualTo(body);
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void whoWaitsIsSubscribedWhenChangesAreHeard(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            // When
            joinAndWait(client, "papers", all("papers"));
            Awaited.until(
                    "SUBSCRIBED",
                    () -> client.statuses("papers").contains("SUBSCRIBED"),
                    client::said);
            int id = insertPaper("papers", "at once", "a");

            // Then
            client.awaitChanges("papers", 1);
            assertThat(client.changes("papers").getFirst().at("/new/id").asInt()).isEqualTo(id);
            assertThat(client.statuses("papers")).containsExactly("SUBSCRIBED");
            assertThat(Frame.sent(client, "phx_join"))
                    .singleElement()
                    .satisfies(join ->
                            assertThat(join.payload().at("/config/postgres_changes_options/wait"))
                                    .hasToString("true"));
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void whoWaitsForATableThatIsNotThereIsRefusedAndInWhenItIs(String library, String serializer) {
        String table = "later_" + IDS.incrementAndGet();
        try (NodeClient client = stack.client(library, serializer)) {
            // When
            joinAndWait(client, "later", all(table));
            JsonNode refused =
                    client.await(
                            "why not",
                            line -> line.path("status").asText().equals("CHANNEL_ERROR"));

            // Then
            assertThat(refused.path("error").asText())
                    .startsWith(
                            "UnableToSubscribeToPostgres: Unable to subscribe to changes with given"
                                    + " parameters. Please check Realtime is enabled for the given"
                                    + " connect parameters: ");
            assertThat(client.statuses("later")).doesNotContain("SUBSCRIBED");

            // When
            stack.run(
                    """
                    create table public.%1$s (id int primary key);
                    grant select on public.%1$s to authenticated;
                    alter publication supabase_realtime add table public.%1$s;
                    """
                            .formatted(table));

            // Then
            Awaited.until(
                    "SUBSCRIBED by itself",
                    () -> client.statuses("later").contains("SUBSCRIBED"),
                    client::said);
            stack.run("insert into public.%s values (1)".formatted(table));
            client.awaitChanges("later", 1);
            assertThat(client.news("later")).containsExactly("{\"id\":1}");
        }
    }

    private static void joinAndWait(NodeClient client, String channel, Map<String, ?> binding) {
        client.tell(
                Map.of(
                        "command",
                        "join",
                        "channel",
                        channel,
                        "bindings",
                        List.of(binding),
                        "config",
                        Map.of(
                                "postgres_changes_options",
                                Map.of("wait", true, "timeout", 15_000))));
    }

    private static String systemText(NodeClient client, String channel) {
        return client.await(
                        "what is said of " + channel,
                        line -> line.path("channel").asText().equals(channel) && line.has("system"))
                .at("/system/message")
                .asText();
    }

    private static int insertPaper(String table, String title, String body) {
        int id = IDS.incrementAndGet();
        stack.run(
                "insert into public.%s (id, title, body) values (%d, '%s', '%s')"
                        .formatted(table, id, title, body));
        return id;
    }
}
