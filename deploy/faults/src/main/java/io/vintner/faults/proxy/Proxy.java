package io.vintner.faults.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stands between one agent and the nodes of the API, on a port of this machine: each request goes
 * to the next node in turn, or to another one that listens. Thread-safe; a request has a thread.
 */
public final class Proxy implements AutoCloseable {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
    private static final long OVERTAKEN_NANOS_MAX = Duration.ofMillis(400).toNanos();

    /** Belong to one connection, not to the request, or are the client's own to set. */
    private static final Set<String> NOT_PASSED_ON = notPassedOn();

    private final List<Integer> nodes;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong turns = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wentBy = lock.newCondition();
    private long gone;
    private volatile Weather weather = Weather.fair();

    /**
     * Listens from now on.
     *
     * @param nodes the ports of the API's nodes
     */
    public Proxy(List<Integer> nodes) throws IOException {
        this.nodes = List.copyOf(nodes);
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    /** Where it listens. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on requests have these fates; those under way keep theirs. */
    public void weather(Weather next) {
        weather = next;
    }

    /** How many requests have come. */
    public long requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        http.shutdownNow();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Passage passage =
                    new Passage(
                            requests.incrementAndGet(),
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            new String(body, UTF_8));
            Fate fate = weather.fate(passage);
            if (fate.overtaken()) {
                awaitAnother();
            }
            HttpResponse<byte[]> answer = null;
            for (int copy = 0; copy < fate.copies(); copy++) {
                HttpResponse<byte[]> next = forward(exchange, body);
                answer = answer == null ? next : answer;
                noteGone();
            }
            // An answer that comes after the line was cut is not heard either.
            if (answer != null && fate.answered() && weather.fate(passage).answered()) {
                answer(exchange, answer);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the next node that listens; null if none does, or it does not answer. */
    private @Nullable HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
            throws InterruptedException {
        for (int attempt = 0; attempt < nodes.size(); attempt++) {
            int node = nodes.get((int) (turns.getAndIncrement() % nodes.size()));
            try {
                return http.send(request(exchange, node, body), BodyHandlers.ofByteArray());
            } catch (ConnectException _) {
                // It is away: the next one.
            } catch (IOException _) {
                // It may have done it, so no other may: as if the answer was lost.
                return null;
            }
        }
        return null;
    }

    private static HttpRequest request(HttpExchange exchange, int node, byte[] body) {
        URI target = URI.create("http://127.0.0.1:" + node + exchange.getRequestURI());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target)
                        .timeout(ANSWER_MAX)
                        .method(
                                exchange.getRequestMethod(),
                                body.length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders()
                .forEach((name, values) -> {
                    if (!NOT_PASSED_ON.contains(name)) {
                        values.forEach(value -> request.header(name, value));
                    }
                });
        return request.build();
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> answer)
            throws IOException {
        answer.headers()
                .map()
                .forEach((name, values) -> {
                    if (!NOT_PASSED_ON.contains(name)) {
                        exchange.getResponseHeaders().put(name, values);
                    }
                });
        byte[] body = answer.body();
        exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private void noteGone() {
        lock.lock();
        try {
            gone++;
            wentBy.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitAnother() throws InterruptedException {
        lock.lock();
        try {
            long before = gone;
            long nanos = OVERTAKEN_NANOS_MAX;
            while (gone == before && nanos > 0) {
                nanos = wentBy.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private static Set<String> notPassedOn() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(
                List.of(
                        "Connection",
                        "Content-Length",
                        "Expect",
                        "Host",
                        "HTTP2-Settings",
                        "Transfer-Encoding",
                        "Upgrade"));
        return names;
    }
}
