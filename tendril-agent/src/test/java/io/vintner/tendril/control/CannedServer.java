package io.vintner.tendril.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A server on this machine that answers every call the same and remembers what it was asked. */
final class CannedServer implements AutoCloseable {

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<String> jobTokens = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final String scheme;

    private CannedServer(HttpServer server, String scheme, int status, String body) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/", exchange -> answer(exchange, status, body.getBytes(UTF_8)));
        server.start();
    }

    static CannedServer plain(int status, String body) throws IOException {
        return new CannedServer(HttpServer.create(anyPort(), 0), "http", status, body);
    }

    /** With a certificate of its own, which it leaves in the folder as {@code ca.pem}. */
    static CannedServer tls(Path folder, String body) throws Exception {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(SelfSigned.in(folder)));
        return new CannedServer(server, "https", 200, body);
    }

    URI url() {
        return URI.create("%s://127.0.0.1:%d".formatted(scheme, server.getAddress().getPort()));
    }

    /** Each call: method, address, Tendril, its token, body. */
    List<String> seen() {
        return seen;
    }

    /** Of each call the job's token, or the word none. */
    List<String> jobTokens() {
        return jobTokens;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        String jobToken = header(exchange, "X-Job-Token");
        jobTokens.add(jobToken == null ? "none" : jobToken);
        seen.add(
                "%s %s %s %s %s"
                        .formatted(
                                exchange.getRequestMethod(),
                                exchange.getRequestURI(),
                                header(exchange, "X-Worker-ID"),
                                header(exchange, "X-Worker-Token"),
                                new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static @Nullable String header(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
