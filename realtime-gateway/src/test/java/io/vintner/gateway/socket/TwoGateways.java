package io.vintner.gateway.socket;

import io.vintner.gateway.FeedServer;
import io.vintner.gateway.Tokens;
import io.vintner.gateway.database.TestDatabase;
import io.vintner.postgres.ReservedPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Packaged gateways on one real PostgreSQL and one feed. */
final class TwoGateways implements AutoCloseable {

    static final String REVOCATION_SECRET = "the-secret-of-those-who-may-revoke";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TestDatabase database = new TestDatabase();
    private final FeedServer feed = new FeedServer();
    private final int[] ports = {ReservedPort.take(), ReservedPort.take()};
    private final Service[] services = new Service[2];

    TwoGateways() {
        try {
            database.run(Files.readString(Path.of("src/main/resources/gateway.sql")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        database.run(
                """
                create table public.notes (id int primary key, body text);
                grant select on public.notes to authenticated;
                alter publication supabase_realtime add table public.notes;
                """);
    }

    TestDatabase database() {
        return database;
    }

    /** What both of them read. */
    FeedServer feed() {
        return feed;
    }

    /** Starts one of them, or starts it again. */
    void start(int number, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("vintner.profile", "local");
        settings.put("vintner.gateway.port", Integer.toString(ports[number]));
        settings.put("vintner.gateway.database.url", database.postgres().url());
        settings.put("vintner.gateway.database.password", "vintner_gateway");
        settings.put("vintner.gateway.feed.urls", feed.url());
        settings.put("vintner.gateway.feed.secret", FeedServer.SECRET);
        settings.put("vintner.gateway.token.jwt-secret", Tokens.SECRET);
        settings.put("vintner.gateway.revocation.secret", REVOCATION_SECRET);
        services[number] = Service.start(Path.of("."), ports[number], settings);
        services[number].awaitReady();
    }

    Service service(int number) {
        return services[number];
    }

    int port(int number) {
        return ports[number];
    }

    RawClient connect(int number, String key) {
        return RawClient.connect(
                "ws://127.0.0.1:%d/socket/websocket?vsn=2.0.0&apikey=%s"
                        .formatted(ports[number], key));
    }

    /** Connects with one key, joins with another token, and waits until it hears of notes. */
    RawClient joined(int number, String key, String token) {
        RawClient client = connect(number, key);
        client.send(join(token));
        client.next(message -> message.at("/4/message").asText().startsWith("Subscribed"));
        return client;
    }

    static String join(String token) {
        return "[\"6\",\"6\",\"realtime:notes\",\"phx_join\",{\"access_token\":\"%s\",\"config\":{\"postgres_changes\":[{\"event\":\"*\",\"schema\":\"public\",\"table\":\"notes\"}]}}]"
                .formatted(token);
    }

    /** Asks one of them over HTTP. */
    HttpResponse<String> revoke(int number, String body) {
        return ask(
                HttpRequest.newBuilder(uri(number, "/admin/v1/revocations"))
                        .header("Authorization", "Bearer " + REVOCATION_SECRET)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    URI uri(int number, String path) {
        return URI.create("http://127.0.0.1:" + ports[number] + path);
    }

    static HttpResponse<String> ask(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        for (Service service : services) {
            if (service != null) {
                service.close();
            }
        }
        feed.close();
        database.close();
    }
}
