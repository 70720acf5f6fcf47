package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.gateway.Tokens;
import io.vintner.gateway.database.TestDatabase;
import io.vintner.postgres.ReservedPort;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From a row to the unmodified client: real PostgreSQL, real relay, the packaged gateway. */
class WholeThreadIT {

    private static final String ANNA = "11111111-1111-1111-1111-111111111111";
    private static final String BERT = "22222222-2222-2222-2222-222222222222";

    private static TestDatabase database;
    private static Service relay;
    private static Service gateway;
    private static int relayPort;
    private static int gatewayPort;

    @BeforeAll
    static void startEverything() throws SQLException {
        database = new TestDatabase();
        run(
                """
                create table public.notes (id int primary key, user_id uuid not null, body text);
                alter table public.notes enable row level security;
                create policy own on public.notes for select to authenticated
                  using (user_id = auth.uid());
                grant select on public.notes to authenticated;
                create unique index notes_owner on public.notes (id, user_id);
                alter table public.notes replica identity using index notes_owner;
                alter publication supabase_realtime add table public.notes;
                """);
        relayPort = ReservedPort.take();
        gatewayPort = ReservedPort.take();
        startRelay();
        gateway = Service.gateway(database, gatewayPort, relayPort);
        gateway.awaitReady();
    }

    private static void startRelay() {
        relay = Service.relay(database, relayPort);
    }

    @AfterAll
    static void stopEverything() {
        gateway.close();
        relay.close();
        database.close();
    }

    private static void run(String sql) throws SQLException {
        try (Statement statement = database.superuser().createStatement()) {
            statement.execute(sql);
        }
    }

    private static void insert(int id, String user, String body) throws SQLException {
        run("insert into public.notes values (%d, '%s', '%s')".formatted(id, user, body));
    }

    private static StockClient subscribed(String user) {
        StockClient client =
                StockClient.start(
                        "http://127.0.0.1:" + gatewayPort,
                        Tokens.of(user),
                        StockClient.DEFAULT_VERSION);
        client.tell(
                """
                {"command":"join","channel":"notes","bindings":[
                  {"event":"*","schema":"public","table":"notes"}]}
                """);
        client.awaitSubscribed("notes");
        return client;
    }

    private static JsonNode change(StockClient client) {
        return client.next(event -> event.has("change")).get("change");
    }

    @Test
    void eachUserHearsOfTheirOwnRowsFromInsertToDelete() throws SQLException {
        try (StockClient anna = subscribed(ANNA);
                StockClient bert = subscribed(BERT)) {
            // When
            insert(1, ANNA, "first");
            run("update public.notes set body = 'second' where id = 1");
            run("delete from public.notes where id = 1");
            insert(2, BERT, "marker");

            // Then
            JsonNode inserted = change(anna);
            assertThat(inserted.at("/eventType").asText()).isEqualTo("INSERT");
            assertThat(inserted.at("/new/body").asText()).isEqualTo("first");
            assertThat(inserted.at("/new/id").isInt()).isTrue();
            assertThat(change(anna).at("/new/body").asText()).isEqualTo("second");
            JsonNode deleted = change(anna);
            assertThat(deleted.at("/eventType").asText()).isEqualTo("DELETE");
            assertThat(deleted.at("/old/id").asInt()).isEqualTo(1);
            assertThat(change(bert).at("/new/body").asText()).isEqualTo("marker");
        }
    }

    @Test
    void aKilledRelayCostsNobodyAChange() throws Exception {
        try (StockClient anna = subscribed(ANNA)) {
            // When
            List<Integer> heard = new ArrayList<>();
            for (int id = 1_000; id < 1_300; id++) {
                insert(id, ANNA, "note");
                if (id == 1_100) {
                    relay.kill();
                }
                if (id == 1_200) {
                    startRelay();
                }
            }

            // Then
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> gateway.ready() == 200);
            while (heard.size() < 300) {
                heard.add(change(anna).at("/new/id").asInt());
            }
            assertThat(heard)
                    .containsExactlyElementsOf(IntStream.range(1_000, 1_300).boxed().toList());
            insert(1_300, ANNA, "last");
            assertThat(change(anna).at("/new/id").asInt()).isEqualTo(1_300);
        }
    }

    @Test
    void aStoppingGatewaySendsItsClientsAway() {
        int port = ReservedPort.take();
        Service other = Service.gateway(database, port, relayPort);
        other.awaitReady();
        try (RawClient client =
                RawClient.connect(
                        "ws://127.0.0.1:%d/socket/websocket?vsn=2.0.0&apikey=%s"
                                .formatted(port, Tokens.of(ANNA)))) {
            // Given
            client.send("[null,\"1\",\"phoenix\",\"heartbeat\",{}]");
            assertThat(client.next().at("/4/status").asText()).isEqualTo("ok");

            // When
            Duration took = other.stop();

            // Then
            assertThat(client.closeCode()).isEqualTo(1012);
            assertThat(took).isLessThan(Duration.ofSeconds(10));
        } finally {
            other.close();
        }
    }

    @Test
    void aStoppingGatewaySendsItsClientsAwayOneAfterTheOther() {
        int port = ReservedPort.take();
        Service other =
                Service.gateway(
                        database,
                        port,
                        relayPort,
                        "vintner.gateway.socket.leave-interval",
                        "100ms");
        other.awaitReady();
        List<RawClient> clients = new ArrayList<>();
        try {
            // Given
            for (int number = 0; number < 20; number++) {
                clients.add(
                        RawClient.connect(
                                "ws://127.0.0.1:%d/socket/websocket?vsn=2.0.0&apikey=%s"
                                        .formatted(port, Tokens.of(ANNA))));
            }
            List<Long> ends = Collections.synchronizedList(new ArrayList<>());
            clients.forEach(client -> client.whenClosed(() -> ends.add(System.nanoTime())));

            // When
            other.stop();

            // Then
            assertThat(clients).extracting(RawClient::closeCode).containsOnly(1012);
            assertThat(Duration.ofNanos(ends.getLast() - ends.getFirst()))
                    .as("from the first to the last of twenty, a tenth of a second apart")
                    .isGreaterThan(Duration.ofMillis(1500));
        } finally {
            clients.forEach(RawClient::close);
            other.close();
        }
    }
}
