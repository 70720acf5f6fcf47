package io.vintner.local;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The unmodified npm client of Supabase, in a Node process of its own. It is told what to do and
 * tells what it hears, one JSON object a line; see {@code src/test/client/client.mjs}.
 */
final class StockClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ObjectMapper json = new ObjectMapper();
    private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
    private final Process node;
    private final Writer commands;

    /** Starts the client with a user's token; it connects with its first subscription. */
    StockClient(String url, String anonKey, String token) {
        try {
            Path folder = NodeModules.installed("client");
            ProcessBuilder builder = new ProcessBuilder("node", "client.mjs");
            builder.directory(folder.toFile());
            builder.environment().put("STOCK_URL", url);
            builder.environment().put("STOCK_ANON_KEY", anonKey);
            builder.environment().put("STOCK_TOKEN", token);
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            node = builder.start();
            commands = node.outputWriter();
            Thread.ofVirtual().name("stock-client").start(this::listen);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        await().atMost(PATIENCE).until(() -> !heard.isEmpty());
    }

    /** Subscribes with one binding and returns when the client says SUBSCRIBED. */
    void subscribe(String channel, String event, String table, @Nullable String filter) {
        Map<String, String> binding =
                filter == null
                        ? Map.of("event", event, "schema", "public", "table", table)
                        : Map.of(
                                "event", event, "schema", "public", "table", table, "filter",
                                filter);
        subscribe(channel, List.of(binding));
    }

    /** Subscribes with several bindings and returns when the client says SUBSCRIBED. */
    void subscribe(String channel, List<Map<String, String>> bindings) {
        trySubscribe(channel, bindings);
        awaitSubscribed(channel);
    }

    /** Subscribes, whatever comes of it. */
    void trySubscribe(String channel, List<Map<String, String>> bindings) {
        tell(Map.of("do", "subscribe", "channel", channel, "bindings", bindings));
    }

    /** The documented subscription {@code job-logs-<id>}. */
    void followLog(String jobId) {
        tell(Map.of("do", "followLog", "jobId", jobId));
        awaitSubscribed("job-logs-" + jobId);
    }

    /** The documented subscriptions {@code job-updates}, {@code tendril-updates} and the vines'. */
    void followDashboard(String userId) {
        tell(Map.of("do", "followJobs", "userId", userId));
        tell(Map.of("do", "followTendrils"));
        tell(Map.of("do", "followVines"));
        awaitSubscribed("job-updates");
        awaitSubscribed("tendril-updates");
        awaitSubscribed("vine-updates");
    }

    void awaitSubscribed(String channel) {
        await("SUBSCRIBED to " + channel)
                .atMost(PATIENCE)
                .until(() -> statuses(channel).contains("SUBSCRIBED"));
    }

    /** Every state of a channel so far, in order. */
    List<String> statuses(String channel) {
        return heard.stream()
                .filter(line -> line.path("channel").asText().equals(channel))
                .filter(line -> line.has("status"))
                .map(line -> line.path("status").asText())
                .toList();
    }

    /** Every error text of a channel so far, in order. */
    List<String> errors(String channel) {
        return heard.stream()
                .filter(line -> line.path("channel").asText().equals(channel))
                .filter(line -> line.path("error").isTextual())
                .map(line -> line.path("error").asText())
                .toList();
    }

    /** Every message of the server about a channel so far, in order. */
    List<JsonNode> systemMessages(String channel) {
        return heard.stream()
                .filter(line -> line.path("channel").asText().equals(channel))
                .filter(line -> line.has("system"))
                .map(line -> line.path("system"))
                .toList();
    }

    /** Every change that a channel's callback got so far, in order. */
    List<JsonNode> changes(String channel) {
        return changeLines(channel).stream().map(line -> line.path("change")).toList();
    }

    /** The same with when they came: {@code at}, in milliseconds by the client's clock. */
    List<JsonNode> changeLines(String channel) {
        return heard.stream()
                .filter(line -> line.path("channel").asText().equals(channel))
                .filter(line -> line.has("change"))
                .toList();
    }

    /** The arguments of every call of a store by a documented subscription so far, in order. */
    List<JsonNode> calls(String call) {
        return heard.stream()
                .filter(line -> line.path("call").asText().equals(call))
                .map(line -> line.path("arguments"))
                .toList();
    }

    @Override
    public void close() {
        try {
            commands.close();
            if (!node.waitFor(5, TimeUnit.SECONDS)) {
                node.destroyForcibly();
            }
        } catch (IOException _) {
            node.destroyForcibly();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Map<String, ?> command) {
        try {
            commands.write(json.writeValueAsString(command) + "\n");
            commands.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException("the stock client is gone", failure);
        }
    }

    private void listen() {
        try (BufferedReader lines = node.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard.add(json.readTree(line));
            }
        } catch (IOException _) {
            // The process was ended.
        }
    }
}
