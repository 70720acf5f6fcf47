package io.vintner.local.gateway;

import static io.vintner.local.gateway.Bindings.all;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the clients are told of a row that comes into a filter, that leaves it, and that is deleted:
 * inserts and updates are judged by the new row, deletes by what PostgreSQL logs of the old one.
 */
class FilterEdgesIT {

    private static final String FILTER = "filter";
    private static final String INSERT = "INSERT";
    private static final String DELETE = "DELETE";
    private static final String OPEN = "status=eq.open";

    private static final AtomicInteger IDS = new AtomicInteger();

    @AutoClose private static GatewayStack stack;

    @BeforeAll
    static void start() {
        stack =
                GatewayStack.started(
                        """
                        create table public.keyed (id int primary key, status text, code text);
                        create table public.whole (id int primary key, status text, code text);
                        alter table public.whole replica identity full;
                        create table public.indexed (
                          id int primary key, status text not null, code text not null);
                        create unique index indexed_status on public.indexed (id, status);
                        alter table public.indexed replica identity using index indexed_status;
                        create table public.guarded (
                          id int primary key, status text, code text, owner uuid not null);
                        alter table public.guarded replica identity full;
                        alter table public.guarded enable row level security;
                        create policy own on public.guarded for select to authenticated
                          using (owner = auth.uid());
                        grant select on public.keyed, public.whole, public.indexed, public.guarded
                          to authenticated;
                        alter publication supabase_realtime add table public.keyed, public.whole,
                          public.indexed, public.guarded;
                        """);
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void aRowThatComesIntoAFilterIsToldAndOneThatLeavesItIsNot(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            for (String table : List.of("keyed", "whole", "indexed")) {
                // Given
                join(client, table, OPEN);
                int id = IDS.incrementAndGet();

                // When
                stack.run("insert into public.%s values (%d, 'shut', 'a')".formatted(table, id));
                update(table, id, "status = 'open'");
                update(table, id, "code = 'b'");
                update(table, id, "status = 'shut'");
                update(table, id, "code = 'c'");
                update(table, id, "status = 'open'");

                // Then
                awaitLast(client, table);
                assertThat(told(client, table, 0))
                        .as(table)
                        .containsExactly("UPDATE open a", "UPDATE open b", "UPDATE open c");
                assertThat(told(client, table, 1))
                        .as(table)
                        .containsExactly(
                                "INSERT shut a",
                                "UPDATE open a",
                                "UPDATE open b",
                                "UPDATE shut b",
                                "UPDATE shut c",
                                "UPDATE open c");
            }

            // The old row is told whatever the filter says of it.
            assertThat(olds(client, "whole", 0).getFirst()).contains("\"status\":\"shut\"");
            assertThat(olds(client, "indexed", 0).getFirst()).contains("\"status\":\"shut\"");
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void aDeletePassesAFilterOnlyOnWhatIsLoggedOfTheOldRow(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            for (Deleted trial :
                    List.of(
                            // Of the key only: a filter on anything else fails closed.
                            new Deleted("keyed", List.of(INSERT), List.of(INSERT), "{\"id\":%d}"),
                            new Deleted(
                                    "whole",
                                    List.of(INSERT, DELETE),
                                    List.of(INSERT, DELETE),
                                    "{\"id\":%d,\"status\":\"open\",\"code\":\"a\"}"),
                            new Deleted(
                                    "indexed",
                                    List.of(INSERT, DELETE),
                                    List.of(INSERT),
                                    "{\"id\":%d,\"status\":\"open\"}"))) {
                // Given
                String table = trial.table();
                int id = IDS.incrementAndGet();
                join(
                        client,
                        table,
                        OPEN,
                        "code=eq.a",
                        "status=neq.open",
                        "code=is.null",
                        "id=eq." + id,
                        "id=neq." + id);

                // When
                stack.run("insert into public.%s values (%d, 'open', 'a')".formatted(table, id));
                stack.run("delete from public.%s where id = %d".formatted(table, id));

                // Then
                awaitLast(client, table);
                assertThat(types(client, table, 0)).as(table).isEqualTo(trial.byStatus());
                assertThat(types(client, table, 1)).as(table).isEqualTo(trial.byCode());
                assertThat(types(client, table, 2)).as(table).isEmpty();
                assertThat(types(client, table, 3)).as(table).isEmpty();
                assertThat(types(client, table, 4)).as(table).containsExactly(INSERT, DELETE);
                assertThat(types(client, table, 5)).as(table).isEmpty();
                assertThat(olds(client, table, 6))
                        .as(table)
                        .containsExactly("{}", trial.old().formatted(id));
            }
        }
    }

    /**
     * A table and what its deletes tell.
     *
     * @param byStatus what a filter on {@code status} hears
     * @param byCode what a filter on {@code code} hears
     * @param old the old row, with a place for its id
     */
    private record Deleted(String table, List<String> byStatus, List<String> byCode, String old) {}

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void aFilterOnADeletedRowReadsWhatRowSecurityKeepsFromThePayload(
            String library, String serializer) {
        Bearer owner = Bearer.anyone();
        try (NodeClient client = stack.client(library, serializer, owner.token());
                NodeClient other = stack.client(library, serializer)) {
            // Given
            int id = IDS.incrementAndGet();
            join(client, "guarded", OPEN, "status=eq.shut");
            join(other, "guarded", OPEN);
            join(other, "keyed");

            // When
            stack.run(guarded(id, owner));
            stack.run("delete from public.guarded where id = " + id);
            int last = IDS.incrementAndGet();
            stack.run(guarded(last, owner));
            stack.run("insert into public.keyed values (%d, 'last', '')".formatted(last));

            // Then
            client.await("the last", line -> line.at("/change/new/id").asInt() == last);
            other.await("the last", line -> line.at("/change/new/id").asInt() == last);
            assertThat(olds(client, "guarded", 0))
                    .containsExactly("{}", "{\"id\":%d}".formatted(id), "{}");
            assertThat(types(client, "guarded", 0)).containsExactly(INSERT, DELETE, INSERT);
            assertThat(types(client, "guarded", 1)).isEmpty();
            assertThat(other.changes("guarded")).isEmpty();
        }
    }

    @Test
    void withLeaveEventsARowThatLeavesIsToldToEachClientAsADeleteOfItsKey() throws Exception {
        restartWith("true");
        try {
            for (Arguments each : EveryClientIT.clients().toList()) {
                String library = (String) each.get()[0];
                String serializer = (String) each.get()[1];
                try (NodeClient client = stack.client(library, serializer)) {
                    // Given
                    int id = IDS.incrementAndGet();
                    join(client, "whole", OPEN);
                    join(client, "keyed", OPEN);

                    // When
                    stack.run("insert into public.whole values (%d, 'open', 'a')".formatted(id));
                    stack.run("insert into public.keyed values (%d, 'open', 'a')".formatted(id));
                    update("whole", id, "status = 'shut'");
                    update("keyed", id, "status = 'shut'");

                    // Then
                    awaitLast(client, "whole");
                    awaitLast(client, "keyed");
                    assertThat(types(client, "whole", 0)).containsExactly(INSERT, DELETE);
                    assertThat(olds(client, "whole", 0))
                            .containsExactly("{}", "{\"id\":%d}".formatted(id));
                    assertThat(types(client, "whole", 1)).containsExactly(INSERT, "UPDATE");
                    // Nobody knows what the row was before.
                    assertThat(types(client, "keyed", 0)).containsExactly(INSERT);
                }
            }
        } finally {
            restartWith("false");
        }
    }

    private static void restartWith(String leaveEvents) throws InterruptedException {
        stack.gateway().stop();
        stack.gateway().set("VINTNER_GATEWAY_POLICY_LEAVE_EVENTS", leaveEvents);
        stack.gateway().start();
        stack.gateway().awaitReady();
    }

    /** Binds each of the filters, and at last none. */
    private static void join(NodeClient client, String table, String... filters) {
        List<Map<String, ?>> bindings = new ArrayList<>();
        for (String filter : filters) {
            bindings.add(all(table, FILTER, filter));
        }
        bindings.add(all(table));
        client.joinAndAwait(table, bindings);
        client.awaitServed(table, 1);
    }

    private static void update(String table, int id, String set) {
        stack.run("update public.%s set %s where id = %d".formatted(table, set, id));
    }

    /** Writes a row that passes no filter, and waits until it was told. */
    private static void awaitLast(NodeClient client, String table) {
        int last = IDS.incrementAndGet();
        stack.run("insert into public.%s values (%d, 'last', 'last')".formatted(table, last));
        client.await(
                "the last of " + table,
                line ->
                        line.path("channel").asText().equals(table)
                                && line.at("/change/new/id").asInt() == last);
    }

    /** What a binding was told, but for the row that {@link #awaitLast} writes. */
    private static List<JsonNode> heard(NodeClient client, String channel, int binding) {
        return client.of(channel, "change").stream()
                .filter(line -> line.path("binding").asInt() == binding)
                .map(line -> line.path("change"))
                .filter(change -> !change.at("/new/code").asText().equals("last"))
                .toList();
    }

    private static List<String> told(NodeClient client, String channel, int binding) {
        return heard(client, channel, binding).stream()
                .map(change ->
                        "%s %s %s"
                                .formatted(
                                        change.path("eventType").asText(),
                                        change.at("/new/status").asText(),
                                        change.at("/new/code").asText()))
                .toList();
    }

    private static List<String> types(NodeClient client, String channel, int binding) {
        return heard(client, channel, binding).stream()
                .map(change -> change.path("eventType").asText())
                .toList();
    }

    private static List<String> olds(NodeClient client, String channel, int binding) {
        return heard(client, channel, binding).stream()
                .map(change -> change.path("old").toString())
                .toList();
    }

    private static String guarded(int id, Bearer owner) {
        return "insert into public.guarded values (%d, 'open', 'a', '%s')"
                .formatted(id, owner.id());
    }
}
