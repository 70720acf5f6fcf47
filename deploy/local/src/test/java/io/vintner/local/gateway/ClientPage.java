package io.vintner.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.sun.net.httpserver.HttpExchange;
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
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * The newest unmodified client in a page of a real headless Chromium; see {@code
 * src/test/newest-client/page.html}. Not thread-safe: use it on one thread.
 */
final class ClientPage implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUBSCRIBED = "SUBSCRIBED";
    private static final String STALLED = "stalled";
    private static final Page.WaitForFunctionOptions AT_ONCE =
            new Page.WaitForFunctionOptions().setPollingInterval(1);

    private static final String HOLD = "/hold";

    private final HttpServer server;
    private final Semaphore released = new Semaphore(0);
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
                    .filter(Said::isAnswer)
                    .map(line -> line.at("/system/message").asText())
                    .toList();
        }

        /** Each time that it was joined, and what the gateway then said of resuming, in order. */
        List<String> joins() {
            return lines.stream()
                    .map(line ->
                            isAnswer(line)
                                    ? line.at("/system/message").asText()
                                    : line.path("status").asText())
                    .filter(Set.of(SUBSCRIBED, "fetch", "resumed")::contains)
                    .toList();
        }

        /** Of each answer: what it counts, and how many changes came between its join and it. */
        List<List<Integer>> counts() {
            List<List<Integer>> counts = new ArrayList<>();
            int changes = 0;
            for (JsonNode line : lines) {
                changes += line.has("change") ? 1 : 0;
                if (line.path("status").asText().equals(SUBSCRIBED)) {
                    changes = 0;
                }
                if (isAnswer(line)) {
                    counts.add(List.of(line.at("/system/count").asInt(-1), changes));
                }
            }
            return counts;
        }

        /** What came after it was joined for the nth time. */
        Said since(int join) {
            int left = join;
            int from = 0;
            while (left > 0) {
                left -= lines.get(from++).path("status").asText().equals(SUBSCRIBED) ? 1 : 0;
            }
            return new Said(lines.subList(from, lines.size()));
        }

        /** How many changes its JavaScript handled between standing still and going on. */
        int heardWhileStalled() {
            List<String> marks =
                    lines.stream()
                            .filter(line -> line.has("change") || line.has(STALLED))
                            .map(line -> line.path(STALLED).asText("change"))
                            .toList();
            assertThat(marks)
                    .as("of a page that stood still once")
                    .containsOnlyOnce("true", "false");
            return marks.indexOf("false") - marks.indexOf("true") - 1;
        }

        List<String> statuses() {
            return lines.stream()
                    .filter(line -> line.has("status"))
                    .map(line -> line.path("status").asText())
                    .toList();
        }

        /**
         * Fails unless every id came once and in order; after a join anew those that were not
         * proven may come again, from one of them on.
         */
        void assertNothingLost(int first, int last) {
            List<Integer> told = new ArrayList<>();
            boolean joinedAnew = false;
            int next = first;
            for (JsonNode line : lines) {
                if (line.path("status").asText().equals(SUBSCRIBED)) {
                    joinedAnew = true;
                }
                if (line.has("change")) {
                    int id = line.at("/change/new/id").asInt();
                    told.add(id);
                    if (joinedAnew && id < next && id >= first) {
                        next = id;
                    }
                    assertThat(id).as("in %s", lines).isEqualTo(next);
                    next++;
                    joinedAnew = false;
                }
            }
            assertThat(told).contains(first, last);
            assertThat(next).isEqualTo(last + 1);
        }

        private static boolean isAnswer(JsonNode line) {
            return line.at("/system/extension").asText().equals("resume");
        }
    }

    ClientPage() throws IOException {
        Path installed = NodeModules.installed("newest-client");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> serve(installed, exchange));
        server.createContext(HOLD, this::hold);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        playwright = Chromium.playwright();
        chromium = Chromium.launch(playwright);
        context = chromium.newContext();
        page = context.newPage();
        page.navigate("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
        page.waitForFunction("() => window.ready");
    }

    /** Makes the client of that library and subscribes; waits for SUBSCRIBED. */
    void subscribe(
            String library,
            String url,
            String key,
            Map<String, ?> realtime,
            Map<String, ?> binding) {
        page.evaluate(
                "settings => begin(settings)",
                Map.of("library", library, "url", url, "key", key, "realtime", realtime));
        join(binding);
        page.waitForFunction(
                "() => said.some(({ status }) => status === 'SUBSCRIBED')", null, AT_ONCE);
    }

    void join(Map<String, ?> binding) {
        page.evaluate(
                "join => commands.join(join)",
                Map.of("channel", "notes", "bindings", List.of(binding)));
    }

    /** Leaves the channel; waits until that is answered. */
    void leave() {
        page.evaluate("() => commands.leave({ channel: 'notes' })");
        page.waitForFunction("() => said.some(({ left }) => left === 'ok')");
    }

    /**
     * The page's only thread waits until it is {@link #release released}, and does nothing else.
     */
    void stall() {
        page.evaluate(
                "address => void setTimeout(() => {"
                        + " said.push({ stalled: true });"
                        + " const wait = new XMLHttpRequest();"
                        + " wait.open('GET', address, false);"
                        + " wait.send();"
                        + " said.push({ stalled: false }); }, 0)",
                HOLD);
    }

    /** Lets its thread go on; until then nothing can be asked of the page. */
    void release() {
        released.release();
    }

    /** What a browser does when it puts the page away, or takes it out again. */
    void dispatch(String event) {
        page.evaluate("event => void window.dispatchEvent(new Event(event))", event);
    }

    /** Whether the browser believes that it has a network. */
    void setOffline(boolean offline) {
        context.setOffline(offline);
    }

    /** What it has said so far; long texts are not spelled out. */
    Said said() {
        String all =
                (String)
                        page.evaluate(
                                "() => JSON.stringify(said, (name, value) => typeof value ==="
                                        + " 'string' && value.length > 1000 ? 'long' : value)");
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
        release();
        context.close();
        chromium.close();
        playwright.close();
        server.stop(0);
    }

    /** Answers when the page is released. */
    private void hold(HttpExchange exchange) throws IOException {
        try {
            released.acquire();
            exchange.sendResponseHeaders(204, -1);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    /** The modules of npm import one another without an ending. */
    private static void serve(Path installed, HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(1);
        Path file = installed.resolve(path.isEmpty() ? "page.html" : path);
        if (!Files.isRegularFile(file)) {
            file = installed.resolve(path + ".js");
        }
        if (Files.isRegularFile(file)) {
            byte[] body = Files.readAllBytes(file);
            exchange.getResponseHeaders()
                    .set("Content-Type", path.isEmpty() ? "text/html" : "text/javascript");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
        exchange.close();
    }
}
