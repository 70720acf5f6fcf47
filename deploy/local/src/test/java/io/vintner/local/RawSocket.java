package io.vintner.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A socket to the gateway (serializer 1.0.0) over which a test sends whatever it likes. */
final class RawSocket implements AutoCloseable {

    private static final int ANSWER_SECONDS_MAX = 30;
    private static final Pattern CONTENT_LENGTH =
            Pattern.compile("content-length: (\\d+)", Pattern.CASE_INSENSITIVE);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private int refs;

    RawSocket(String gatewayUrl, String key) {
        URI uri = URI.create(gatewayUrl.replaceFirst("^http", "ws") + path(key));
        socket = http.newWebSocketBuilder().buildAsync(uri, new Frames()).join();
    }

    /** The status line and the body of the answer to a request for a socket, as they came. */
    static String handshake(String gatewayUrl, String key, Map<String, String> headers)
            throws IOException {
        URI gateway = URI.create(gatewayUrl);
        try (Socket tcp = new Socket(gateway.getHost(), gateway.getPort())) {
            tcp.setSoTimeout(ANSWER_SECONDS_MAX * 1000);
            StringBuilder request =
                    new StringBuilder("GET %s HTTP/1.1\r\n".formatted(path(key)))
                            .append("Host: %s\r\n".formatted(gateway.getAuthority()))
                            .append("Connection: Upgrade\r\nUpgrade: websocket\r\n")
                            .append("Sec-WebSocket-Version: 13\r\n")
                            .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
            headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
            tcp.getOutputStream().write(request.append("\r\n").toString().getBytes(UTF_8));
            return firstPart(tcp.getInputStream());
        }
    }

    /** Head and body of one answer; the body's length is in the head. */
    private static String firstPart(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        Matcher length = CONTENT_LENGTH.matcher(head);
        return length.find()
                ? head + new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8)
                : head.toString();
    }

    void send(String frame) {
        socket.sendText(frame, true).join();
    }

    /** Joins a channel with one binding and gives the payload of the reply. */
    JsonNode join(String channel, String token, String table, @Nullable String filter) {
        Map<String, Object> binding = new LinkedHashMap<>();
        binding.put("event", "*");
        binding.put("schema", "public");
        binding.put("table", table);
        if (filter != null) {
            binding.put("filter", filter);
        }
        String ref = "r" + ++refs;
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("topic", "realtime:" + channel);
        frame.put("event", "phx_join");
        frame.put(
                "payload",
                Map.of(
                        "config",
                        Map.of("postgres_changes", List.of(binding)),
                        "access_token",
                        token));
        frame.put("ref", ref);
        frame.put("join_ref", ref);
        try {
            send(json.writeValueAsString(frame));
            return replyTo(ref);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }

    private JsonNode replyTo(String ref) {
        try {
            while (true) {
                JsonNode frame = frames.poll(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
                if (frame == null) {
                    throw new AssertionError("no reply to " + ref);
                }
                if (frame.path("event").asText().equals("phx_reply")
                        && frame.path("ref").asText().equals(ref)) {
                    return frame.path("payload");
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private static String path(String key) {
        return "/realtime/v1/websocket?vsn=1.0.0&apikey=" + URLEncoder.encode(key, UTF_8);
    }

    private final class Frames implements WebSocket.Listener {

        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                try {
                    frames.add(json.readTree(parts.toString()));
                } catch (JsonProcessingException malformed) {
                    throw new IllegalStateException(malformed);
                }
                parts.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
