package io.vintner.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.ColumnValue;
import io.vintner.change.FeedEncoder;
import io.vintner.change.FeedMessage;
import io.vintner.change.Generation;
import io.vintner.change.Row;
import io.vintner.change.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A change feed over real HTTP that speaks docs/contracts/change-feed.md, with changes that a test
 * makes up. It keeps all changes, so a reader may resume from any position.
 */
public final class FeedServer implements AutoCloseable {

    public static final String SECRET = "feed-secret";
    public static final Generation GENERATION = new Generation(17, 1, 7412345678901234567L);

    private final HttpServer http;
    private final String scheme;
    private final List<FeedMessage> history = new ArrayList<>();
    private final Set<HttpExchange> open = new HashSet<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private long lsn = 1;
    private long ordinal;
    private boolean silent;

    public FeedServer() {
        this(0);
    }

    /** On that port of 127.0.0.1; 0 for any. */
    public FeedServer(int port) {
        this(listening(port), "http");
    }

    /** On any port, with that certificate. */
    public static FeedServer overTls(TestCertificate certificate) {
        try {
            HttpsServer https = HttpsServer.create(address(0), 0);
            https.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
            return new FeedServer(https, "https");
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    private static HttpServer listening(int port) {
        try {
            return HttpServer.create(address(port), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private FeedServer(HttpServer http, String scheme) {
        this.http = http;
        this.scheme = scheme;
        http.createContext("/feed/v1/changes", this::serve);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
    }

    public String url() {
        return scheme + "://127.0.0.1:" + http.getAddress().getPort();
    }

    /** How many readers are connected. */
    public synchronized int readers() {
        return open.size();
    }

    /** How many readers came without the secret. */
    public int refusals() {
        return refusals.get();
    }

    /** Publishes an inserted row of {@code table}, in a transaction of its own. */
    public synchronized ChangePosition insert(Table table, String... values) {
        return publish(
                table,
                position ->
                        new ChangeEvent.RowInserted(position, Instant.now(), table, row(values)));
    }

    public synchronized ChangePosition update(Table table, String[] old, String... values) {
        return publish(
                table,
                position ->
                        new ChangeEvent.RowUpdated(
                                position, Instant.now(), table, row(old), row(values)));
    }

    public synchronized ChangePosition delete(Table table, String... old) {
        return publish(
                table,
                position -> new ChangeEvent.RowDeleted(position, Instant.now(), table, row(old)));
    }

    /** Sends the last change once more, as a relay may after it was restarted. */
    public synchronized void repeat() {
        send(history.getLast());
    }

    /** Says that changes were missed. */
    public synchronized void gap() {
        lsn += 16;
        send(
                new FeedMessage.Gap(
                        FeedMessage.Gap.Reason.WINDOW_PASSED,
                        new ChangePosition(GENERATION, lsn, 0)));
    }

    /** Breaks every connection. */
    public synchronized void disconnect() {
        List.copyOf(open).forEach(this::close);
    }

    /** Refuses new connections with 503 until told otherwise. */
    public synchronized void away(boolean away) {
        silent = away;
        if (away) {
            disconnect();
        }
    }

    @Override
    public void close() {
        disconnect();
        http.stop(0);
    }

    private interface Change {
        ChangeEvent at(ChangePosition position);
    }

    private ChangePosition publish(Table table, Change change) {
        lsn += 16;
        ordinal = 1;
        ChangePosition position = new ChangePosition(GENERATION, lsn, ordinal);
        FeedMessage described = new FeedMessage.Described(table);
        FeedMessage changed = new FeedMessage.Changed(change.at(position));
        history.add(described);
        history.add(changed);
        send(described);
        send(changed);
        return position;
    }

    private static Row row(String... values) {
        List<ColumnValue> row = new ArrayList<>();
        for (String value : values) {
            row.add(value == null ? ColumnValue.NULL : new ColumnValue.Present(value));
        }
        return new Row(row);
    }

    private void send(FeedMessage message) {
        for (HttpExchange reader : List.copyOf(open)) {
            try {
                write(message, reader.getResponseBody());
            } catch (IOException gone) {
                close(reader);
            }
        }
    }

    private void write(FeedMessage message, OutputStream out) throws IOException {
        new FeedEncoder().write(message, out);
        out.flush();
    }

    private void close(HttpExchange reader) {
        open.remove(reader);
        reader.close();
    }

    private void serve(HttpExchange reader) throws IOException {
        if (!("Bearer " + SECRET).equals(reader.getRequestHeaders().getFirst("Authorization"))) {
            refusals.incrementAndGet();
            refuse(reader, 401);
            return;
        }
        synchronized (this) {
            if (silent) {
                refuse(reader, 503);
                return;
            }
            reader.getResponseHeaders().set("Content-Type", "application/x-ndjson");
            reader.sendResponseHeaders(200, 0);
            OutputStream out = reader.getResponseBody();
            ChangePosition from = from(reader);
            boolean oldest = "start=oldest".equals(reader.getRequestURI().getQuery());
            ChangePosition present = new ChangePosition(GENERATION, lsn, ordinal);
            write(new FeedMessage.Opened(from, oldest ? present : null), out);
            for (FeedMessage message : history) {
                if (!(message instanceof FeedMessage.Changed(ChangeEvent event))
                        || event.position().isAfter(from)) {
                    write(message, out);
                }
            }
            if (oldest) {
                write(new FeedMessage.Progress(present, null), out);
            }
            open.add(reader);
        }
    }

    private ChangePosition from(HttpExchange reader) {
        String query = reader.getRequestURI().getQuery();
        if (query == null) {
            return new ChangePosition(GENERATION, lsn, ordinal);
        }
        if (query.equals("start=oldest")) {
            return new ChangePosition(GENERATION, 0, 0);
        }
        return ChangePosition.parse(query.substring("from=".length()).split("&", -1)[0]);
    }

    private static void refuse(HttpExchange reader, int status) throws IOException {
        reader.sendResponseHeaders(status, -1);
        reader.close();
    }
}
