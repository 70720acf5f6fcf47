package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.gateway.Tokens;
import io.vintner.gateway.database.TestDatabase;
import io.vintner.postgres.ReservedPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Real PostgreSQL with notes that belong to users, the packaged relay, and packaged gateways. */
final class ResumeStack implements AutoCloseable {

    static final String ANNA = "11111111-1111-1111-1111-111111111111";
    static final String BERT = "22222222-2222-2222-2222-222222222222";

    /** So many milliseconds between two heartbeats. */
    static final int BEAT = 1_000;

    private final TestDatabase database = new TestDatabase();
    private final List<Service> services = new ArrayList<>();
    private final int relayPort = ReservedPort.take();
    private Service relay;
    private int lastId;

    ResumeStack() {
        try {
            database.run(Files.readString(Path.of("src/main/resources/gateway.sql")));
        } catch (IOException noScript) {
            throw new UncheckedIOException(noScript);
        }
        database.run(
                """
                create table public.notes (id int primary key, user_id uuid not null, body text);
                alter table public.notes enable row level security;
                create policy own on public.notes for select to authenticated
                  using (user_id = auth.uid());
                grant select on public.notes to authenticated;
                create unique index notes_owner on public.notes (id, user_id);
                alter table public.notes replica identity using index notes_owner;

                create table public.members (user_id uuid primary key);
                insert into public.members values ('%s');
                grant select on public.members to authenticated;
                create table public.letters (id int primary key, body text);
                alter table public.letters enable row level security;
                create policy members on public.letters for select to authenticated
                  using (exists (select from public.members m where m.user_id = auth.uid()
                    and id %% 2 = 0));
                grant select on public.letters to authenticated;
                alter publication supabase_realtime add table public.notes, public.letters;
                """
                        .formatted(ANNA));
        startRelay();
    }

    /** Starts the relay again. */
    void startRelay() {
        relay = started(Service.relay(database, relayPort));
    }

    void killRelay() {
        relay.kill();
    }

    int relayPort() {
        return relayPort;
    }

    TestDatabase database() {
        return database;
    }

    /** A gateway on that port, ready; with more settings, keys and values. */
    Service gateway(int port, String... more) {
        Service gateway = started(Service.gateway(database, port, relayPort, more));
        gateway.awaitReady();
        return gateway;
    }

    private Service started(Service service) {
        services.add(service);
        return service;
    }

    /** How many changes the gateway on that port has routed since it started. */
    static double routed(int port) {
        return Scrape.of(port).count("vintner_gateway_changes_total");
    }

    static void awaitRouted(int port, double count) {
        await("the changes at the gateway")
                .atMost(Duration.ofSeconds(30))
                .until(() -> routed(port) >= count);
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }

    /** Options of a client that resumes by that id. */
    static String options(String id) {
        return "{\"realtime\":{\"params\":{\"resume\":\"%s\"},\"heartbeatIntervalMs\":%d}}"
                .formatted(id, BEAT);
    }

    static StockClient client(int port, String user, String id) {
        return StockClient.start(
                "http://127.0.0.1:" + port,
                Tokens.of(user),
                StockClient.DEFAULT_VERSION,
                options(id));
    }

    static void join(DrivenClient client, String topic, String binding) {
        client.tell(
                "{\"command\":\"join\",\"channel\":\"%s\",\"bindings\":[%s]}"
                        .formatted(topic, binding));
    }

    static void disconnect(DrivenClient client) {
        client.tell("{\"command\":\"disconnect\"}");
        client.next(event -> event.path("socket").asText().equals("disconnected"));
    }

    static void connect(DrivenClient client) {
        client.tell("{\"command\":\"connect\"}");
    }

    static void joinNotes(DrivenClient client) {
        join(client, "notes", "{\"event\":\"*\",\"schema\":\"public\",\"table\":\"notes\"}");
    }

    /** What the gateway says of resuming, next. */
    static JsonNode answer(DrivenClient client) {
        return client.next(event -> event.at("/system/extension").asText().equals("resume"))
                .get("system");
    }

    static void assertFetch(JsonNode answer) {
        assertThat(answer.path("message").asText()).isEqualTo("fetch");
        assertThat(answer.path("status").asText()).isEqualTo("ok");
        assertThat(answer.path("count").asInt(-1)).isZero();
    }

    static void assertResumed(JsonNode answer, int count) {
        assertThat(answer.path("message").asText()).isEqualTo("resumed");
        assertThat(answer.path("status").asText()).isEqualTo("ok");
        assertThat(answer.path("count").asInt(-1)).isEqualTo(count);
    }

    /** The number of the next note that it hears of. */
    static int heard(DrivenClient client) {
        return client.next(event -> event.has("change")).at("/change/new/id").asInt();
    }

    /** The numbers of so many notes. */
    static List<Integer> heard(DrivenClient client, int count) {
        List<Integer> ids = new ArrayList<>();
        while (ids.size() < count) {
            ids.add(heard(client));
        }
        return ids;
    }

    /** Writes a note of a user; returns its number, which is one more than the last. */
    int write(String user) {
        return write(user, "note");
    }

    int write(String user, String body) {
        lastId++;
        database.run(
                "insert into public.notes values (%d, '%s', '%s')".formatted(lastId, user, body));
        return lastId;
    }

    /** The receipt of that client's channel; null if it has none. */
    String receipt(String id, String topic) {
        return database.text(
                "select position from vintner.receipts where resume_id = '%s' and topic = '%s'"
                        .formatted(id, topic));
    }

    /** Waits until everything that was written by now is proven to have reached the client. */
    void awaitReceipt(String id, String topic) {
        String lsn = database.text("select pg_current_wal_lsn()");
        await("a receipt")
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        "t"
                                .equals(
                                        database.text(
                                                """
                                                select ('0/0'::pg_lsn + ('x' || substring(position
                                                  from '@(.{16}):'))::bit(64)::bigint) >= '%s'::pg_lsn
                                                  and not fetching
                                                from vintner.receipts
                                                where resume_id = '%s' and topic = '%s'
                                                """
                                                        .formatted(lsn, id, topic))));
    }

    /** Waits until the client has proven something. */
    void awaitProof(String id) {
        await("a proof")
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        "t"
                                .equals(
                                        database.text(
                                                "select not fetching from vintner.receipts where resume_id = '%s'"
                                                        .formatted(id))));
    }

    @Override
    public void close() {
        services.forEach(Service::close);
        database.close();
    }
}
