package io.vintner.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client's token comes late, is replaced by a callback at its heartbeats, and ends. */
class ClientTokensIT {

    private static final Map<String, String> NOTES =
            Map.of("event", "*", "schema", "public", "table", "notes");
    private static final Duration LIFE = Duration.ofSeconds(8);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
                        create table public.notes (id int primary key, owner uuid);
                        alter table public.notes enable row level security;
                        create policy own on public.notes for select to authenticated
                          using (owner = auth.uid());
                        create policy everybodys on public.notes for select to anon
                          using (owner is null);
                        grant select on public.notes to anon, authenticated;
                        alter publication supabase_realtime add table public.notes;
                        """);
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void whoJoinsBeforeTheTokenIsThereHearsAsTheKeysRoleAndThenAsTheTokensUser(
            String library, String serializer) {
        Bearer user = Bearer.anyone();
        try (NodeClient client = client(library, serializer, SELDOM, true, Bearer.anonKey())) {
            // Given
            client.joinAndAwait("notes", List.of(NOTES));
            insert(user);
            int everybodys = insert(null);
            awaitHeard(client, everybodys);
            String token = user.token();

            // When
            client.supply(token);

            // Then
            client.awaitServed("notes", 2);
            insert(null);
            int mine = insert(user);
            awaitHeard(client, mine);
            assertThat(ids(client)).containsExactly(everybodys, mine);
            assertThat(client.statuses("notes")).containsExactly("SUBSCRIBED");
            assertThat(Frame.sent(client, "phx_join"))
                    .singleElement()
                    .satisfies(join -> assertThat(join.payload().has("access_token")).isFalse());
            assertThat(Frame.sent(client, "access_token"))
                    .extracting(frame -> frame.payload().path("access_token").asText())
                    .containsExactly(token);
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void whoHasTheTokenBeforeTheJoinJoinsWithIt(String library, String serializer) {
        Bearer user = Bearer.anyone();
        String token = user.token();
        try (NodeClient client = client(library, serializer, SELDOM, true, Bearer.anonKey())) {
            // Given
            client.supply(token);
            client.tell(Map.of("command", "token"));
            client.await("the token", line -> line.has("token"));

            // When
            client.joinAndAwait("notes", List.of(NOTES));
            insert(null);
            int mine = insert(user);

            // Then
            awaitHeard(client, mine);
            assertThat(ids(client)).containsExactly(mine);
            assertThat(Frame.sent(client, "phx_join"))
                    .singleElement()
                    .extracting(join -> join.payload().path("access_token").asText())
                    .isEqualTo(token);
            assertThat(Frame.sent(client, "access_token")).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void whoSignsInAfterTheJoinHearsAsTheUserFromThenOn(String library, String serializer) {
        Bearer user = Bearer.anyone();
        String key = Bearer.anonKey();
        try (NodeClient client = client(library, serializer, SELDOM, false, key)) {
            // Given
            client.joinAndAwait("notes", List.of(NOTES));
            insert(user);
            int everybodys = insert(null);
            awaitHeard(client, everybodys);

            // When
            client.tell(Map.of("command", "token", "token", user.token()));

            // Then
            client.awaitServed("notes", 2);
            insert(null);
            int mine = insert(user);
            awaitHeard(client, mine);
            assertThat(ids(client)).containsExactly(everybodys, mine);
            assertThat(client.statuses("notes")).containsExactly("SUBSCRIBED");
            assertThat(Frame.sent(client, "phx_join"))
                    .singleElement()
                    .extracting(join -> join.payload().path("access_token").asText())
                    .isIn(library.equals("realtime-js") ? List.of("") : List.of("", key));
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void aTokenThatIsReplacedInTimeKeepsTheChannelAndOneThatIsNotEndsIt(
            String library, String serializer) {
        Bearer user = Bearer.anyone();
        try (NodeClient renewed = client(library, serializer, OFTEN, true, Bearer.anonKey());
                NodeClient forgotten = client(library, serializer, OFTEN, true, Bearer.anonKey())) {
            // Given
            Instant expiry = Instant.now().plus(LIFE).truncatedTo(ChronoUnit.SECONDS);
            String next = user.token();
            List<Integer> written = new ArrayList<>();
            for (NodeClient client : List.of(renewed, forgotten)) {
                joinWith(client, user.token(expiry));
            }
            written.add(insert(user));
            awaitHeard(renewed, written.getLast());
            awaitHeard(forgotten, written.getLast());
            assertThat(Instant.now()).as("too slow a machine for this test").isBefore(expiry);

            // When
            renewed.supply(next);
            Awaitility.await("the end of the other")
                    .atMost(PATIENCE)
                    .pollInterval(PAUSE)
                    .until(() -> {
                        written.add(insert(user));
                        return forgotten.statuses("notes").contains("CHANNEL_ERROR");
                    });
            written.add(insert(user));

            // Then
            assertThat(Instant.now()).isAfter(expiry);
            awaitHeard(renewed, written.getLast());
            assertThat(ids(renewed)).isEqualTo(written);
            assertThat(renewed.statuses("notes")).containsExactly("SUBSCRIBED");
            assertThat(Frame.sent(renewed, "access_token").getLast().payload().at("/access_token"))
                    .hasToString('"' + next + '"');
            assertThat(renewed.systemTexts("notes")).containsOnly("Subscribed to PostgreSQL");
            assertThat(forgotten.systemTexts("notes"))
                    .filteredOn(text -> text.matches("Token has expired [01] seconds ago"))
                    .hasSize(1);

            // When
            forgotten.supply(user.token());

            // Then
            Awaited.until(
                    "to be back",
                    () -> forgotten.statuses("notes").getLast().equals("SUBSCRIBED"),
                    forgotten::said);
            written.add(insert(user));
            awaitHeard(forgotten, written.getLast());
            assertThat(ids(forgotten))
                    .doesNotHaveDuplicates()
                    .isSubsetOf(written)
                    .doesNotContain(written.get(written.size() - 2));
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void manyShortTokensInARowAreOneChannelWithoutAGapOrARepeat(String library, String serializer) {
        Bearer user = Bearer.anyone();
        try (NodeClient client = client(library, serializer, OFTEN, true, Bearer.anonKey())) {
            // Given
            joinWith(client, user.token(Instant.now().plus(LIFE)));
            Instant firstExpiry = Instant.now().plus(LIFE);
            List<Integer> written = new ArrayList<>();

            // When
            Awaitility.await("the first token's end, and more than three others")
                    .atMost(PATIENCE)
                    .pollInterval(PAUSE)
                    .until(() -> {
                        written.add(insert(user));
                        client.supply(user.token(Instant.now().plus(LIFE)));
                        return Instant.now().isAfter(firstExpiry.plusSeconds(2))
                                && Frame.sent(client, "access_token").size() > 3;
                    });

            // Then
            awaitHeard(client, written.getLast());
            assertThat(ids(client)).isEqualTo(written);
            assertThat(client.statuses("notes")).containsExactly("SUBSCRIBED");
            assertThat(Frame.sent(client, "phx_join")).hasSize(1);
        }
    }

    private static NodeClient client(
            String library, String serializer, int heartbeatMillis, boolean callback, String key) {
        return NodeClient.start(
                new NodeClient.Settings(
                        library,
                        stack.gateway().url(),
                        key,
                        null,
                        Map.of("vsn", serializer, "heartbeatIntervalMs", heartbeatMillis),
                        Map.of("frames", true, "callback", callback)));
    }

    /**
     * The token is there after the join: one that comes between the client's {@code subscribe} and
     * its socket's opening is not sent by the client, neither with the join nor after it.
     */
    private static void joinWith(NodeClient client, String token) {
        client.joinAndAwait("notes", List.of(NOTES));
        client.supply(token);
        client.awaitServed("notes", 2);
    }

    private static void awaitHeard(NodeClient client, int id) {
        Awaited.until("note " + id, () -> ids(client).contains(id), client::said);
    }

    private static List<Integer> ids(NodeClient client) {
        return client.changes("notes").stream()
                .map(change -> change.at("/new/id").asInt())
                .toList();
    }

    /**
     * @param owner null for a row that is everybody's
     */
    private static int insert(@Nullable Bearer owner) {
        int id = IDS.incrementAndGet();
        stack.run(
                "insert into public.notes values (%d, %s)"
                        .formatted(id, owner == null ? "null" : "'" + owner.id() + "'"));
        return id;
    }
}
