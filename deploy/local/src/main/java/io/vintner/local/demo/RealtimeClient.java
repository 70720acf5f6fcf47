package io.vintner.local.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A small client of the gateway, for the terminal: joins channels of database changes with
 * serializer 1.0.0. It does not reconnect.
 *
 * @see <a href="https://supabase.com/docs/guides/realtime/protocol">Realtime protocol</a>
 */
public final class RealtimeClient implements AutoCloseable {

    private static final int HEARTBEAT_SECONDS = 20;
    private static final int ANSWER_SECONDS_MAX = 20;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService heart =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private final AtomicInteger refs = new AtomicInteger();
    private final Map<String, CompletableFuture<JsonNode>> replies = new ConcurrentHashMap<>();
    private final Map<String, Consumer<JsonNode>> listeners = new ConcurrentHashMap<>();
    private final Runnable onClosed;
    private final WebSocket socket;
    private final ScheduledFuture<?> heartbeats;

    /**
     * Connects.
     *
     * @param address the gateway's, with scheme http
     * @param onClosed runs when the socket has closed or broken, at least once
     * @throws IOException if the gateway refuses or is not there
     */
    public RealtimeClient(String address, String anonKey, Runnable onClosed)
            throws IOException, InterruptedException {
        this.onClosed = onClosed;
        URI uri =
                URI.create(
                        address.replaceFirst("^http", "ws")
                                + "/realtime/v1/websocket?vsn=1.0.0&apikey="
                                + anonKey);
        try {
            socket = http.newWebSocketBuilder().buildAsync(uri, new Frames()).get();
        } catch (ExecutionException refused) {
            throw new IOException(
                    "the gateway at " + address + " did not answer", refused.getCause());
        }
        heartbeats =
                heart.scheduleAtFixedRate(
                        this::beat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    /** One wish for changes, as the join frame carries it. */
    public record Binding(String event, String schema, String table, @Nullable String filter) {
        Map<String, String> wire() {
            Map<String, String> wire = new LinkedHashMap<>();
            wire.put("event", event);
            wire.put("schema", schema);
            wire.put("table", table);
            if (filter != null) {
                wire.put("filter", filter);
            }
            return wire;
        }
    }

    /**
     * Joins a channel and returns when its subscription is live.
     *
     * @param onChange gets each change's {@code data}, in order, on the socket's thread
     * @throws IOException if the gateway refuses
     */
    public void join(String channel, Binding binding, String token, Consumer<JsonNode> onChange)
            throws IOException, InterruptedException {
        String topic = "realtime:" + channel;
        listeners.put(topic, onChange);
        JsonNode reply =
                ask(
                        topic,
                        "phx_join",
                        Map.of(
                                "config",
                                Map.of("postgres_changes", List.of(binding.wire())),
                                "access_token",
                                token));
        if (!reply.path("status").asText().equals("ok")) {
            throw new IOException(
                    "the gateway refused %s: %s".formatted(channel, reply.path("response")));
        }
    }

    @Override
    public void close() {
        heartbeats.cancel(true);
        heart.shutdownNow();
        socket.abort();
        http.shutdownNow();
    }

    private JsonNode ask(String topic, String event, Object payload)
            throws IOException, InterruptedException {
        String ref = String.valueOf(refs.incrementAndGet());
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        replies.put(ref, reply);
        send(topic, event, payload, ref);
        try {
            return reply.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException lost) {
            throw new IOException("the gateway did not answer " + event, lost);
        } finally {
            replies.remove(ref);
        }
    }

    private void beat() {
        try {
            send("phoenix", "heartbeat", Map.of(), String.valueOf(refs.incrementAndGet()));
        } catch (IOException _) {
            onClosed.run();
        }
    }

    private void send(String topic, String event, Object payload, String ref) throws IOException {
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("topic", topic);
        frame.put("event", event);
        frame.put("payload", payload);
        frame.put("ref", ref);
        frame.put("join_ref", ref);
        String text = json.writeValueAsString(frame);
        synchronized (socket) {
            try {
                socket.sendText(text, true).get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException broken) {
                throw new IOException("the socket broke", broken);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while sending", interrupted);
            }
        }
    }

    private void receive(JsonNode frame) {
        String topic = frame.path("topic").asText();
        JsonNode payload = frame.path("payload");
        switch (frame.path("event").asText()) {
            case "phx_reply" -> {
                CompletableFuture<JsonNode> reply = replies.get(frame.path("ref").asText());
                if (reply != null) {
                    reply.complete(payload);
                }
            }
            case "postgres_changes" -> {
                Consumer<JsonNode> listener = listeners.get(topic);
                if (listener != null) {
                    listener.accept(payload.path("data"));
                }
            }
            case "phx_error", "phx_close" -> onClosed.run();
            default -> {
                // System messages say what the join's reply said already.
            }
        }
    }

    private final class Frames implements WebSocket.Listener {

        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                String text = parts.toString();
                parts.setLength(0);
                try {
                    receive(json.readTree(text));
                } catch (JsonProcessingException _) {
                    onClosed.run();
                }
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            onClosed.run();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            onClosed.run();
        }
    }
}
