package io.vintner.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vintner.local.NodeModules;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One of the newest unmodified clients in a Node process of its own. It is told what to do and
 * tells what it hears, one JSON object a line; see {@code src/test/newest-client/client.mjs}.
 */
public final class NodeClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> said = new CopyOnWriteArrayList<>();
    private final Consumer<JsonNode> listener;
    private final Process node;
    private final Writer commands;

    /**
     * What a client is made with.
     *
     * @param library {@code supabase-js} or {@code realtime-js}
     * @param key opens the socket
     * @param token joins the channels; null for the key
     * @param realtime the client's options of that name
     * @param driving what the program does besides, if true: {@code callback} asks for tokens that
     *     are {@link #supply supplied}, {@code frames} makes it say every frame
     */
    public record Settings(
            String library,
            String url,
            String key,
            @Nullable String token,
            Map<String, ?> realtime,
            Map<String, Boolean> driving) {

        public Settings(
                String library,
                String url,
                String key,
                @Nullable String token,
                Map<String, ?> realtime) {
            this(library, url, key, token, realtime, Map.of());
        }
    }

    private NodeClient(String program, Settings settings, Consumer<JsonNode> listener)
            throws IOException {
        this.listener = listener;
        Map<String, Object> all = new HashMap<>(settings.driving());
        all.put("library", settings.library());
        all.put("url", settings.url());
        all.put("key", settings.key());
        if (settings.token() != null) {
            all.put("token", settings.token());
        }
        all.put("realtime", settings.realtime());
        ProcessBuilder builder = new ProcessBuilder("node", program, JSON.writeValueAsString(all));
        builder.directory(NodeModules.installed("newest-client").toFile());
        builder.redirectError(
                ProcessBuilder.Redirect.appendTo(
                        GatewayStack.MODULE.resolve("target/newest-client.log").toFile()));
        node = builder.start();
        commands = node.outputWriter();
        Thread.ofVirtual().name("node-client").start(this::listen);
    }

    public static NodeClient start(Settings settings) {
        return start(settings, _ -> {});
    }

    /**
     * Starts a client whose every word is passed on.
     *
     * @param listener hears of each line, in order, on one thread
     */
    public static NodeClient start(Settings settings, Consumer<JsonNode> listener) {
        return start("client.mjs", settings, listener);
    }

    /**
     * Starts many clients in one process; each does what it is told. See {@code
     * src/test/newest-client/crowd.mjs}.
     *
     * @param settings of each; how many they are stands in {@code realtime}, as {@code crowd}
     */
    static NodeClient startCrowd(Settings settings) {
        return start("crowd.mjs", settings, _ -> {});
    }

    private static NodeClient start(
            String program, Settings settings, Consumer<JsonNode> listener) {
        try {
            NodeClient client = new NodeClient(program, settings, listener);
            client.await("ready", line -> line.has("ready"));
            return client;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Joins a channel with its bindings, whatever comes of it. */
    public void join(String channel, List<? extends Map<String, ?>> bindings) {
        tell(Map.of("command", "join", "channel", channel, "bindings", bindings));
    }

    /** Breaks its connection, if it has one, as a network does; it then says {@code cut}. */
    public void cut() {
        tell(Map.of("command", "cut"));
    }

    /** What its callback for tokens gives from now on. */
    void supply(String token) {
        tell(Map.of("command", "supply", "token", token));
    }

    void tell(Map<String, ?> command) {
        try {
            commands.write(JSON.writeValueAsString(command) + "\n");
            commands.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException("the client is gone", gone);
        }
    }

    void joinAndAwait(String channel, List<? extends Map<String, ?>> bindings) {
        int before = count(channel, "SUBSCRIBED");
        join(channel, bindings);
        Awaited.until(
                "SUBSCRIBED to " + channel,
                () -> count(channel, "SUBSCRIBED") > before,
                this::said);
    }

    private int count(String channel, String status) {
        return (int) statuses(channel).stream().filter(status::equals).count();
    }

    /** Waits until it has said such a line. */
    JsonNode await(String what, Predicate<JsonNode> wanted) {
        Awaited.until(what, () -> said.stream().anyMatch(wanted), this::said);
        return said.stream().filter(wanted).findFirst().orElseThrow();
    }

    List<JsonNode> said() {
        return List.copyOf(said);
    }

    List<String> statuses(String channel) {
        return of(channel, "status").stream().map(line -> line.path("status").asText()).toList();
    }

    List<JsonNode> changes(String channel) {
        return of(channel, "change").stream().map(line -> line.path("change")).toList();
    }

    /** The new rows of {@link #changes}, as JSON. */
    List<String> news(String channel) {
        return changes(channel).stream().map(change -> change.path("new").toString()).toList();
    }

    /** The old rows of {@link #changes}, as JSON. */
    List<String> olds(String channel) {
        return changes(channel).stream().map(change -> change.path("old").toString()).toList();
    }

    void awaitChanges(String channel, int count) {
        Awaited.until(
                count + " changes of " + channel,
                () -> changes(channel).size() >= count,
                this::said);
    }

    /** Waits until it has been told so often that its bindings are served. */
    void awaitServed(String channel, int count) {
        Awaited.until(
                count + " times subscribed to PostgreSQL",
                () ->
                        systemTexts(channel).stream()
                                        .filter("Subscribed to PostgreSQL"::equals)
                                        .count()
                                == count,
                this::said);
    }

    List<String> systemTexts(String channel) {
        return of(channel, "system").stream()
                .map(line -> line.at("/system/message").asText())
                .toList();
    }

    List<JsonNode> of(String channel, String kind) {
        return said.stream()
                .filter(line -> line.path("channel").asText().equals(channel) && line.has(kind))
                .toList();
    }

    @Override
    public void close() {
        node.destroyForcibly();
        try {
            node.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        try (BufferedReader lines = node.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = JSON.readTree(line);
                listener.accept(event);
                said.add(event);
            }
        } catch (IOException _) {
            // The process was ended.
        }
    }
}
