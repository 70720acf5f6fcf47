package io.vintner.gateway.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The unmodified npm client in a page of a real headless Chromium (src/test/client/page.html). */
final class BrowserClient extends DrivenClient {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private static final List<Path> MAC =
            List.of(
                    Path.of("/Applications/Chromium.app/Contents/MacOS/Chromium"),
                    Path.of("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"));

    private static final JsonMapper JSON = new JsonMapper();

    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    private final HttpServer server;
    private final Path profile;
    private final Process chromium;

    private BrowserClient(String settings) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        Path installed = StockClient.INSTALLED;
        serve("/", "text/html", Files.readAllBytes(installed.resolve("page.html")));
        serve(
                "/commands.mjs",
                "text/javascript",
                Files.readAllBytes(installed.resolve("commands.mjs")));
        serve(
                "/supabase.js",
                "text/javascript",
                Files.readAllBytes(
                        installed.resolve(
                                "node_modules/@supabase/supabase-js/dist/umd/supabase.js")));
        serve("/settings", "application/json", settings.getBytes(UTF_8));
        server.createContext("/command", this::command);
        server.createContext("/said", this::said);
        server.start();
        profile = Files.createTempDirectory("page");
        chromium =
                new ProcessBuilder(
                                executable().toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--user-data-dir=" + profile,
                                "--remote-debugging-port=0",
                                "http://127.0.0.1:" + server.getAddress().getPort() + "/")
                        .redirectErrorStream(true)
                        .redirectOutput(Path.of("target/chromium.log").toFile())
                        .start();
    }

    /**
     * Opens the page.
     *
     * @param realtime the client's options of that name, as JSON
     */
    static BrowserClient open(String url, String key, String realtime) {
        StockClient.install();
        try {
            BrowserClient client =
                    new BrowserClient(
                            "{\"url\":\"%s\",\"key\":\"%s\",\"realtime\":%s}"
                                    .formatted(url, key, realtime));
            client.next(said -> said.has("ready"));
            return client;
        } catch (IOException noPage) {
            throw new UncheckedIOException(noPage);
        }
    }

    @Override
    void tell(String command) {
        commands.add(command);
    }

    @Override
    public void close() {
        server.stop(0);
        chromium.descendants().forEach(ProcessHandle::destroyForcibly);
        chromium.destroyForcibly();
        try {
            chromium.waitFor(10, TimeUnit.SECONDS);
            try (Stream<Path> files = Files.walk(profile)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        } catch (IOException leftBehind) {
            // The system's folder for temporary files has it now.
            return;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(String path, String type, byte[] body) {
        server.createContext(
                path,
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", type);
                    answer(exchange, 200, body);
                });
    }

    /** Waits for the next command, but not for ever. */
    private void command(HttpExchange exchange) throws IOException {
        try {
            String command = commands.poll(10, TimeUnit.SECONDS);
            if (command == null) {
                answer(exchange, 204, new byte[0]);
            } else {
                answer(exchange, 200, command.getBytes(UTF_8));
            }
        } catch (InterruptedException stopping) {
            exchange.close();
        }
    }

    private void said(HttpExchange exchange) throws IOException {
        heard(JSON.readTree(exchange.getRequestBody()));
        answer(exchange, 204, new byte[0]);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Path executable() {
        return Stream.concat(
                        Stream.of(System.getenv("PATH").split(":", -1))
                                .flatMap(folder ->
                                        NAMES.stream().map(name -> Path.of(folder, name))),
                        MAC.stream())
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "no browser: install chromium and put it on the PATH"));
    }
}
