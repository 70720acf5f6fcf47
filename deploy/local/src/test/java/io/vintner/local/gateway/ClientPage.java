package io.vintner.local.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.sun.net.httpserver.HttpServer;
import io.vintner.local.Chromium;
import io.vintner.local.NodeModules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The newest unmodified client in a page of a real headless Chromium; see {@code
 * src/test/newest-client/page.html}. Not thread-safe: use it on one thread.
 */
final class ClientPage implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Playwright playwright;
    private final Browser chromium;
    private final BrowserContext context;
    private final Page page;

    /** What came of the page's subscription, in order. */
    record Said(List<JsonNode> lines) {

        /** The ids that were heard. */
        List<Integer> ids() {
            return lines.stream()
                    .filter(line -> line.has("change"))
                    .map(line -> line.at("/change/new/id").asInt())
                    .toList();
        }

        /** What the gateway said of resuming. */
        List<String> answers() {
            return lines.stream()
                    .filter(line -> line.at("/system/extension").asText().equals("resume"))
                    .map(line -> line.at("/system/message").asText())
                    .toList();
        }

        List<String> statuses() {
            return lines.stream()
                    .filter(line -> line.has("status"))
                    .map(line -> line.path("status").asText())
                    .toList();
        }
    }

    ClientPage() throws IOException {
        Path installed = NodeModules.installed("newest-client");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/", "text/html", installed.resolve("page.html"));
        serve("/commands.mjs", "text/javascript", installed.resolve("commands.mjs"));
        serve(
                "/supabase.js",
                "text/javascript",
                installed.resolve("node_modules/@supabase/supabase-js/dist/umd/supabase.js"));
        server.start();
        playwright = Chromium.playwright();
        chromium = Chromium.launch(playwright);
        context = chromium.newContext();
        page = context.newPage();
        page.navigate("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
        page.waitForFunction("() => window.ready");
    }

    /** Makes the client and subscribes; waits for SUBSCRIBED. */
    void subscribe(String url, String key, Map<String, ?> realtime, Map<String, ?> binding) {
        page.evaluate(
                "settings => begin(settings)",
                Map.of("url", url, "key", key, "realtime", realtime));
        page.evaluate(
                "join => commands.join(join)",
                Map.of("channel", "notes", "bindings", List.of(binding)));
        page.waitForFunction("() => said.some(({ status }) => status === 'SUBSCRIBED')");
    }

    /** The page's only thread does something else for so long; returns before it begins. */
    void stall(int millis) {
        page.evaluate(
                "ms => void setTimeout(() => { const end = Date.now() + ms; while (Date.now() <"
                        + " end); }, 0)",
                millis);
    }

    /** What a browser does when it puts the page away, or takes it out again. */
    void dispatch(String event) {
        page.evaluate("event => void window.dispatchEvent(new Event(event))", event);
    }

    /** Whether the browser believes that it has a network. */
    void setOffline(boolean offline) {
        context.setOffline(offline);
    }

    Said said() {
        String all = (String) page.evaluate("() => JSON.stringify(said)");
        List<JsonNode> lines = new ArrayList<>();
        try {
            JSON.readTree(all).forEach(lines::add);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
        return new Said(lines);
    }

    @Override
    public void close() {
        context.close();
        chromium.close();
        playwright.close();
        server.stop(0);
    }

    private void serve(String path, String type, Path file) throws IOException {
        byte[] body = Files.readAllBytes(file);
        server.createContext(
                path,
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", type);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }
}
