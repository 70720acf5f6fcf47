package io.vintner.tendril;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A server on one port of this machine that can go away and come back there. */
final class StrictServer {

    private final @Nullable SSLContext tls;
    private final HttpHandler handler;
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private HttpServer server;
    private ExecutorService threads;

    /**
     * Listens from now on.
     *
     * @param tls null for plain HTTP
     */
    StrictServer(@Nullable SSLContext tls, HttpHandler handler) throws IOException {
        this.tls = tls;
        this.handler = handler;
        listen();
    }

    URI url() {
        return URI.create((tls == null ? "http" : "https") + "://127.0.0.1:" + address.getPort());
    }

    void listen() throws IOException {
        if (tls == null) {
            server = HttpServer.create(address, 0);
        } else {
            HttpsServer secure = HttpsServer.create(address, 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(tls));
            server = secure;
        }
        address = server.getAddress();
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
    }

    /** Connections are refused. */
    void goAway() {
        server.stop(0);
        threads.shutdownNow();
    }
}
