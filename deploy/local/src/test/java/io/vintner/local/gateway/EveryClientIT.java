package io.vintner.local.gateway;

import static io.vintner.local.gateway.Bindings.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What both newest clients, with both serializers, are told from their first join to their last.
 */
class EveryClientIT {

    /** Where other tests find each client with each serializer. */
    static final String CLIENTS = "io.vintner.local.gateway.EveryClientIT#clients";

    private static final Map<String, String> NOTES =
            Map.of("event", "*", "schema", "public", "table", "notes");

    private static final AtomicInteger IDS = new AtomicInteger();

    @AutoClose private static GatewayStack stack;

    @BeforeAll
    static void start() {
        stack =
                GatewayStack.started(
                        """
                        create table public.notes (id int primary key, owner uuid not null, body text);
                        alter table public.notes replica identity full;
                        alter table public.notes enable row level security;
                        create policy own on public.notes for select to authenticated
                          using (owner = auth.uid());
                        grant select on public.notes to authenticated;
                        alter publication supabase_realtime add table public.notes;
                        """);
    }

    static Stream<Arguments> clients() {
        return Stream.of("supabase-js", "realtime-js")
                .flatMap(library ->
                        Stream.of("1.0.0", "2.0.0")
                                .map(serializer -> Arguments.of(library, serializer)));
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(CLIENTS)
    void everyKindOfChangeIsHeardInOrderAndWhole(String library, String serializer) {
        String user = user();
        try (NodeClient client = stack.client(library, serializer, token(user))) {
            // Given
            client.joinAndAwait("notes", List.of(NOTES));

            // When
            int id = insert(user, "first");
            stack.run("update public.notes set body = 'second' where id = " + id);
            stack.run("delete from public.notes where id = " + id);

            // Then
            awaitChanges(client, "notes", 3);
            List<JsonNode> changes = client.changes("notes");
            assertThat(changes)
                    .extracting(change -> change.path("eventType").asText())
                    .containsExactly("INSERT", "UPDATE", "DELETE");
            assertThat(changes)
                    .extracting(change -> change.path("new").toString())
                    .containsExactly(row(id, user, "first"), row(id, user, "second"), "{}");
            assertThat(changes)
                    .extracting(change -> change.path("old").toString())
                    .containsExactly("{}", row(id, user, "first"), "{\"id\":%d}".formatted(id));
            assertThat(changes)
                    .allSatisfy(change -> {
                        assertThat(change.path("schema").asText()).isEqualTo("public");
                        assertThat(change.path("table").asText()).isEqualTo("notes");
                        assertThat(change.path("errors").isNull()).isTrue();
                        assertThat(Instant.parse(change.path("commit_timestamp").asText()))
                                .isBefore(Instant.now().plusSeconds(60));
                    });
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(CLIENTS)
    void eachBindingHearsWhatPassesItsFilterAndIsOfItsKind(String library, String serializer) {
        String user = user();
        try (NodeClient client = stack.client(library, serializer, token(user))) {
            // Given
            client.joinAndAwait(
                    "notes",
                    List.of(
                            with(NOTES, "filter", "body=eq.a"),
                            with(with(NOTES, "filter", "body=in.(a,b)"), "event", "INSERT"),
                            with(with(NOTES, "filter", "body=neq.a,body=neq.z"), "event", "DELETE"),
                            with(NOTES, "filter", "body=eq.z")));

            // When
            insert(user, "a");
            int second = insert(user, "b");
            stack.run("delete from public.notes where id = " + second);
            insert(user, "c");
            insert(user, "z");

            // Then
            client.await("the last", line -> line.at("/change/new/body").asText().equals("z"));
            assertThat(client.of("notes", "change"))
                    .extracting(line ->
                            "%s %s%s"
                                    .formatted(
                                            line.path("binding").asText(),
                                            line.at("/change/eventType").asText(),
                                            line.at("/change/new/body").asText()))
                    .containsExactly(
                            "0 INSERTa", "1 INSERTa", "1 INSERTb", "2 DELETE", "3 INSERTz");
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(CLIENTS)
    void aNewTokenNeitherMissesNorRepeatsAChange(String library, String serializer) {
        String user = user();
        try (NodeClient client = stack.client(library, serializer, token(user))) {
            // Given
            client.joinAndAwait("notes", List.of(NOTES));
            Awaited.until("the first subscription", () -> subscriptions(client) == 1, client::said);

            // When
            for (int count = 0; count < 60; count++) {
                insert(user, "n" + count);
                if (count % 20 == 10) {
                    client.tell(Map.of("command", "token", "token", token(user)));
                }
            }

            // Then
            Awaited.until("three more", () -> subscriptions(client) == 4, client::said);
            awaitChanges(client, "notes", 60);
            insert(user, "last");
            client.await("the last", line -> line.at("/change/new/body").asText().equals("last"));
            assertThat(client.changes("notes")).hasSize(61);
            assertThat(client.changes("notes").subList(0, 60))
                    .extracting(change -> change.at("/new/body").asText())
                    .isEqualTo(Stream.iterate(0, n -> n + 1).limit(60).map(n -> "n" + n).toList());
            assertThat(client.statuses("notes")).containsExactly("SUBSCRIBED");
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(CLIENTS)
    void withTheTokenOfAnotherUserOnlyThatUsersRowsAreHeard(String library, String serializer) {
        String one = user();
        String other = user();
        try (NodeClient client = stack.client(library, serializer, token(one))) {
            // Given
            client.joinAndAwait("notes", List.of(NOTES));
            Awaited.until("the first subscription", () -> subscriptions(client) == 1, client::said);
            insert(other, "not yet");
            insert(one, "mine");
            awaitChanges(client, "notes", 1);

            // When
            client.tell(Map.of("command", "token", "token", token(other)));
            Awaited.until("the second one", () -> subscriptions(client) == 2, client::said);
            insert(one, "no more");
            insert(other, "now");

            // Then
            awaitChanges(client, "notes", 2);
            assertThat(client.changes("notes"))
                    .extracting(change -> change.at("/new/body").asText())
                    .containsExactly("mine", "now");
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(CLIENTS)
    void whoLeavesHearsNothingAndWhoJoinsAgainHearsWhatComesThen(
            String library, String serializer) {
        String user = user();
        try (NodeClient client = stack.client(library, serializer, token(user))) {
            // Given
            client.joinAndAwait("notes", List.of(NOTES));
            client.joinAndAwait("others", List.of(NOTES));
            insert(user, "first");
            awaitChanges(client, "notes", 1);

            // When
            client.tell(Map.of("command", "leave", "channel", "notes"));
            JsonNode left = client.await("to have left", line -> line.has("left"));
            insert(user, "away");
            awaitChanges(client, "others", 2);
            client.joinAndAwait("notes", List.of(NOTES));
            insert(user, "back");

            // Then
            awaitChanges(client, "others", 3);
            awaitChanges(client, "notes", 2);
            assertThat(left.path("left").asText()).isEqualTo("ok");
            assertThat(client.changes("notes"))
                    .extracting(change -> change.at("/new/body").asText())
                    .containsExactly("first", "back");
            assertThat(client.statuses("notes"))
                    .containsExactly("SUBSCRIBED", "CLOSED", "SUBSCRIBED");
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(CLIENTS)
    void whatCannotBeSubscribedIsSaidAndTheJoinStands(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer, token(user()))) {
            // When
            client.joinAndAwait("filter", List.of(with(NOTES, "filter", "wrong")));
            client.joinAndAwait("operand", List.of(with(NOTES, "filter", "id=eq.abc")));
            client.joinAndAwait("list", List.of(with(NOTES, "filter", "id=in.1,2")));
            client.joinAndAwait("column", List.of(with(NOTES, "filter", "nothing=eq.1")));
            client.joinAndAwait("table", List.of(with(NOTES, "table", "nothing")));

            // Then
            assertThat(systemText(client, "filter"))
                    .isEqualTo("Error parsing `filter` params: [\"wrong\"]");
            assertThat(systemText(client, "operand"))
                    .contains("invalid input syntax for type integer: \"abc\"");
            assertThat(systemText(client, "list"))
                    .isEqualTo(
                            "Error parsing `filter` params: `in` filter value must be wrapped by"
                                    + " parentheses");
            assertThat(systemText(client, "column")).contains("invalid column for filter nothing");
            assertThat(systemText(client, "table"))
                    .startsWith(
                            "Unable to subscribe to changes with given parameters. Please check"
                                    + " Realtime is enabled for the given connect parameters: ");
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(CLIENTS)
    void aRefusedJoinSaysWhy(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer, token(user()))) {
            // When
            client.tell(
                    Map.of(
                            "command",
                            "join",
                            "channel",
                            "private",
                            "bindings",
                            List.of(),
                            "config",
                            Map.of("private", true)));

            // Then
            assertThat(firstError(client, "private"))
                    .isEqualTo("NotSupported: This server does not serve private channels");

            // When
            String expired = GatewayStack.token(claims(user()), Instant.now().minusSeconds(60));
            client.tell(Map.of("command", "token", "token", expired));
            client.await("the token", line -> line.has("token"));
            client.join("expired", List.of(NOTES));

            // Then
            assertThat(firstError(client, "expired"))
                    .matches("InvalidJWTToken: Token has expired 6\\d seconds ago");
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(CLIENTS)
    void w4AChannelWhoseTokenExpiredComesBackWithTheNextOne(String library, String serializer) {
        String user = user();
        try (NodeClient client = stack.client(library, serializer, token(user))) {
            // Given
            client.joinAndAwait("notes", List.of(NOTES));

            // When
            Instant expiry = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS);
            client.tell(
                    Map.of("command", "token", "token", GatewayStack.token(claims(user), expiry)));

            // Then
            client.await("the end", line -> line.path("status").asText().equals("CHANNEL_ERROR"));
            assertThat(client.systemTexts("notes").getLast())
                    .matches("Token has expired [01] seconds ago");
            assertThat(Instant.now()).isAfter(expiry);

            // When
            client.tell(Map.of("command", "token", "token", token(user)));

            // Then
            Awaited.until(
                    "SUBSCRIBED again",
                    () -> client.statuses("notes").getLast().equals("SUBSCRIBED"),
                    client::said);
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(CLIENTS)
    void aKeyThatIsForgedOpensNothing(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer, token(user()) + "x")) {
            // When
            client.join("notes", List.of(NOTES));

            // Then
            client.await("an error", line -> line.path("status").asText().equals("CHANNEL_ERROR"));
            assertThat(client.statuses("notes")).doesNotContain("SUBSCRIBED");
        }
    }

    private static long subscriptions(NodeClient client) {
        return client.systemTexts("notes").stream()
                .filter("Subscribed to PostgreSQL"::equals)
                .count();
    }

    private static void awaitChanges(NodeClient client, String channel, int count) {
        Awaited.until(
                count + " changes", () -> client.changes(channel).size() >= count, client::said);
    }

    private static String systemText(NodeClient client, String channel) {
        return client.await(
                        "what is said of " + channel,
                        line -> line.path("channel").asText().equals(channel) && line.has("system"))
                .at("/system/message")
                .asText();
    }

    private static String firstError(NodeClient client, String channel) {
        return client.await(
                        "why " + channel + " is refused",
                        line ->
                                line.path("channel").asText().equals(channel)
                                        && line.path("status").asText().equals("CHANNEL_ERROR"))
                .path("error")
                .asText();
    }

    private static String row(int id, String owner, String body) {
        return "{\"id\":%d,\"owner\":\"%s\",\"body\":\"%s\"}".formatted(id, owner, body);
    }

    private static int insert(String owner, String body) {
        int id = IDS.incrementAndGet();
        stack.run("insert into public.notes values (%d, '%s', '%s')".formatted(id, owner, body));
        return id;
    }

    private static String user() {
        return UUID.randomUUID().toString();
    }

    private static String token(String user) {
        return GatewayStack.token(claims(user));
    }

    /** With an id of its own, so that no two tokens are the same. */
    private static Map<String, String> claims(String user) {
        return Map.of("role", "authenticated", "sub", user, "jti", UUID.randomUUID().toString());
    }
}
