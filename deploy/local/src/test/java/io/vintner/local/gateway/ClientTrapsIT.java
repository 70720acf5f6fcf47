package io.vintner.local.gateway;

import static io.vintner.local.gateway.Bindings.all;
import static io.vintner.local.gateway.Bindings.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes an unmodified client go silent, throw, or stay away, if a server gets it wrong. */
class ClientTrapsIT {

    private static final Map<String, String> NOTES =
            Map.of("event", "*", "schema", "public", "table", "notes");
    private static final String SUBSCRIBED = "SUBSCRIBED";

    private static final int OFTEN = 1_000;

    /** A client of supabase-js asks for its own token again with each heartbeat. */
    private static final int SELDOM = 50_000;

    private static final AtomicInteger IDS = new AtomicInteger();

    @AutoClose private static GatewayStack stack;

    @BeforeAll
    static void start() {
        stack =
                GatewayStack.started(
                        """
                        create table public.notes (id int primary key, owner uuid not null, body text);
                        alter table public.notes enable row level security;
                        create policy own on public.notes for select to authenticated
                          using (owner = auth.uid());
                        grant select on public.notes to authenticated;
                        create table public.boards (id int primary key, body text);
                        alter table public.boards replica identity full;
                        grant select on public.boards to authenticated;
                        alter publication supabase_realtime
                          add table public.notes, public.boards;
                        """);
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void everyAnswerHasTheReferencesThatTheClientChoseAsStrings(String library, String serializer) {
        try (NodeClient client = beating(library, serializer, Bearer.anyone().token())) {
            // When
            client.joinAndAwait("notes", List.of(NOTES));
            client.joinAndAwait("others", List.of());
            client.tell(Map.of("command", "leave", "channel", "others"));
            client.await("to have left", line -> line.has("left"));
            awaitAnswered(client, "heartbeat");

            // Then
            assertThat(Frame.sent(client, "phx_join").getFirst().ref().textValue())
                    .isNotEqualTo("1");
            for (String event : List.of("phx_join", "phx_leave", "heartbeat")) {
                awaitAnswered(client, event);
            }
            assertThat(Frame.received(client, "phx_reply"))
                    .allSatisfy(reply -> {
                        Frame asked = asked(client, reply);
                        assertThat(reply.topic()).isEqualTo(asked.topic());
                        if (serializer.equals("2.0.0")) {
                            assertThat(reply.joinRef()).isEqualTo(asked.joinRef());
                        }
                    });
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void bindingsComeBackAsTheyWereAndInOrderAndEachHearsItsOwnOnce(
            String library, String serializer) {
        try (NodeClient client = client(library, serializer, Bearer.anyone().token())) {
            // When
            client.joinAndAwait(
                    "boards",
                    List.of(
                            all("boards", "filter", "body=eq.b"),
                            Bindings.of("insert", "boards"),
                            with(Bindings.of("UPDATE", "boards"), "filter", "body=eq.b"),
                            all("boards", "select", List.of("body", "id")),
                            Map.of("event", "DELETE", "table", "boards"),
                            all("boards", "filter", ""),
                            Map.of("event", "INSERT", "schema", "public", "table", "*"),
                            all("boards", "filter", "body=eq.b,id=lt.0")));

            // Then
            JsonNode sent =
                    Frame.sent(client, "phx_join")
                            .getFirst()
                            .payload()
                            .at("/config/postgres_changes");
            JsonNode echoed =
                    Frame.received(client, "phx_reply")
                            .getFirst()
                            .payload()
                            .at("/response/postgres_changes");
            assertThat(sent).hasSize(8);
            assertThat(echoed).extracting(ClientTrapsIT::withoutId).containsExactlyElementsOf(sent);
            assertThat(echoed).extracting(binding -> binding.path("id")).doesNotHaveDuplicates();
            assertThat(echoed).allMatch(binding -> binding.path("id").isIntegralNumber());

            // When
            int id = IDS.incrementAndGet();
            stack.run("insert into public.boards values (%d, 'a')".formatted(id));
            stack.run("update public.boards set body = 'b' where id = " + id);
            stack.run("delete from public.boards where id = " + id);
            stack.run(
                    "insert into public.boards values (%d, 'z')".formatted(IDS.incrementAndGet()));

            // Then
            Awaited.until(
                    "all of it", () -> client.of("boards", "change").size() >= 16, client::said);
            assertThat(client.of("boards", "change"))
                    .extracting(line ->
                            line.path("binding").asText()
                                    + " "
                                    + line.at("/change/eventType").asText())
                    .containsExactlyInAnyOrder(
                            "1 INSERT",
                            "3 INSERT",
                            "5 INSERT",
                            "6 INSERT",
                            "0 UPDATE",
                            "2 UPDATE",
                            "3 UPDATE",
                            "5 UPDATE",
                            "0 DELETE",
                            "3 DELETE",
                            "4 DELETE",
                            "5 DELETE",
                            "1 INSERT",
                            "3 INSERT",
                            "5 INSERT",
                            "6 INSERT");
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void noPayloadIsNullAndOnlyChangesHaveIds(String library, String serializer) {
        Bearer user = Bearer.anyone();
        try (NodeClient client = client(library, serializer, user.token())) {
            // Given
            client.tell(
                    Map.of(
                            "command",
                            "join",
                            "channel",
                            "room",
                            "bindings",
                            List.of(NOTES),
                            "config",
                            Map.of(
                                    "broadcast",
                                    Map.of("ack", true),
                                    "presence",
                                    Map.of("key", "me", "enabled", true))));
            client.awaitServed("room", 1);

            // When
            Map<String, ?> ids = Map.of("ids", List.of(1));
            client.tell(
                    Map.of(
                            "command",
                            "send",
                            "channel",
                            "room",
                            "message",
                            Map.of(
                                    "type",
                                    "broadcast",
                                    "event",
                                    "e",
                                    "payload",
                                    ids,
                                    "ids",
                                    List.of(1))));
            client.tell(Map.of("command", "track", "channel", "room", "payload", ids));
            Awaited.until(
                    "both answers", () -> client.of("room", "answered").size() == 2, client::said);
            insert(user, "first");
            client.awaitChanges("room", 1);
            client.tell(Map.of("command", "leave", "channel", "room"));
            client.await("to have left", line -> line.has("left"));
            client.joinAndAwait("notes", List.of(NOTES));
            insert(user, "second");

            // Then
            client.awaitChanges("notes", 1);
            assertThat(bodies(client, "room")).containsExactly("first");
            assertThat(bodies(client, "notes")).containsExactly("second");
            assertThat(client.of("room", "answered"))
                    .extracting(line -> line.path("answered").asText())
                    .containsExactly("error", "error");
            assertThat(Frame.received(client, "presence_state")).hasSize(1);
            assertThat(Frame.all(client))
                    .filteredOn(frame -> !frame.sent())
                    .allSatisfy(frame -> {
                        assertThat(frame.payload().isObject()).isTrue();
                        assertThat(frame.payload().has("ids"))
                                .isEqualTo(frame.event().equals("postgres_changes"));
                    });
            assertThat(Frame.received(client, "postgres_changes"))
                    .hasSize(2)
                    .allSatisfy(frame -> {
                        assertThat(frame.payload().path("ids"))
                                .hasSize(1)
                                .allMatch(JsonNode::isIntegralNumber);
                        assertThat(frame.payload().path("data").isObject()).isTrue();
                    });
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void aChannelThatIsClosedStaysClosedAndOneThatFailedComesBackByItself(
            String library, String serializer) {
        Bearer user = Bearer.anyone();
        try (NodeClient client = client(library, serializer, user.token())) {
            // Given
            client.joinAndAwait("closed", List.of(NOTES));

            // When
            client.tell(Map.of("command", "token", "token", user.token() + "x"));

            // Then
            client.await("the end", line -> line.path("status").asText().equals("CLOSED"));
            assertThat(client.systemTexts("closed").getLast())
                    .isEqualTo("Failed to validate JWT signature");

            // When
            client.tell(Map.of("command", "token", "token", user.token()));
            client.joinAndAwait("failed", List.of(NOTES));
            client.tell(
                    Map.of("command", "token", "token", user.token(Instant.now().plusSeconds(3))));
            client.await("its end", line -> line.path("status").asText().equals("CHANNEL_ERROR"));
            client.tell(Map.of("command", "token", "token", user.token()));

            // Then
            Awaited.until(
                    "to be back",
                    () -> client.statuses("failed").getLast().equals(SUBSCRIBED),
                    client::said);
            insert(user, "again");
            client.awaitChanges("failed", 1);
            assertThat(client.statuses("closed")).containsExactly(SUBSCRIBED, "CLOSED");
            assertThat(Frame.sent(client, "phx_join"))
                    .filteredOn(join -> join.isOf("closed"))
                    .hasSize(1);
            assertThat(Frame.received(client, "phx_close"))
                    .singleElement()
                    .satisfies(close -> {
                        assertThat(close.isOf("closed")).isTrue();
                        assertThat(close.ref())
                                .isEqualTo(Frame.sent(client, "phx_join").getFirst().ref());
                    });
            assertThat(Frame.received(client, "phx_error"))
                    .singleElement()
                    .matches(error -> error.isOf("failed"));

            // When
            client.joinAndAwait("closed", List.of(NOTES));
            insert(user, "by hand");

            // Then
            client.awaitChanges("closed", 1);
        }
    }

    private static NodeClient client(String library, String serializer, String key) {
        return start(library, serializer, key, SELDOM);
    }

    private static NodeClient beating(String library, String serializer, String key) {
        return start(library, serializer, key, OFTEN);
    }

    private static NodeClient start(
            String library, String serializer, String key, int heartbeatMillis) {
        Map<String, ?> realtime = Map.of("vsn", serializer, "heartbeatIntervalMs", heartbeatMillis);
        return NodeClient.start(
                new NodeClient.Settings(
                        library,
                        stack.gateway().url(),
                        key,
                        null,
                        realtime,
                        Map.of("frames", true)));
    }

    private static void awaitAnswered(NodeClient client, String event) {
        Awaited.until(
                "answers to every " + event,
                () -> {
                    List<Frame> all = Frame.sent(client, event);
                    return !all.isEmpty() && all.stream().allMatch(ask -> isAnswered(client, ask));
                },
                client::said);
    }

    private static boolean isAnswered(NodeClient client, Frame asked) {
        return asked.ref().isTextual()
                && Frame.received(client, "phx_reply").stream()
                        .anyMatch(reply -> reply.ref().equals(asked.ref()));
    }

    private static Frame asked(NodeClient client, Frame reply) {
        List<Frame> asked =
                Frame.all(client).stream()
                        .filter(frame -> frame.sent() && frame.ref().equals(reply.ref()))
                        .toList();
        assertThat(asked).as("what %s answers", reply).hasSize(1);
        return asked.getFirst();
    }

    private static JsonNode withoutId(JsonNode binding) {
        ObjectNode rest = binding.deepCopy();
        rest.remove("id");
        return rest;
    }

    private static List<String> bodies(NodeClient client, String channel) {
        return client.changes(channel).stream()
                .map(change -> change.at("/new/body").asText())
                .toList();
    }

    private static void insert(Bearer owner, String body) {
        stack.run(
                "insert into public.notes values (%d, '%s', '%s')"
                        .formatted(IDS.incrementAndGet(), owner.id(), body));
    }
}
