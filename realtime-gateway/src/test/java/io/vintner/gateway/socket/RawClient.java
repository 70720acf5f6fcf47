package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A WebSocket client that sends what it is told to, well-formed or not. */
final class RawClient implements WebSocket.Listener, AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private boolean reading;
    private boolean askedForMore;

    private RawClient(URI address, boolean reading, String... headers) {
        this.reading = reading;
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        for (int index = 0; index < headers.length; index += 2) {
            builder.header(headers[index], headers[index + 1]);
        }
        this.socket = builder.buildAsync(address, this).join();
    }

    /**
     * @param headers names and values
     */
    static RawClient connect(String address, String... headers) {
        return new RawClient(URI.create(address), true, headers);
    }

    /** One that does not read, until it is told to. */
    static RawClient deaf(String address) {
        return new RawClient(URI.create(address), false);
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    /** Sends what the gateway may cut off in the middle. */
    void sendAnyway(String text) {
        var _ = socket.sendText(text, true);
    }

    void send(byte[] binary) {
        socket.sendBinary(ByteBuffer.wrap(binary), true).join();
    }

    /** The next message; fails if none comes soon. */
    JsonNode next() {
        try {
            JsonNode message = received.poll(10, TimeUnit.SECONDS);
            assertThat(message).as("a message within 10 s").isNotNull();
            return message;
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    /** The next message that is wanted; others are skipped. */
    JsonNode next(Predicate<JsonNode> wanted) {
        JsonNode message = next();
        while (!wanted.test(message)) {
            message = next();
        }
        return message;
    }

    /** Nothing has come that was not taken. */
    boolean isQuiet() {
        return received.isEmpty();
    }

    /** The code with which the gateway closed the socket; fails if it does not soon. */
    int closeCode() {
        return closed.orTimeout(20, TimeUnit.SECONDS).join();
    }

    void whenClosed(Runnable then) {
        var _ = closed.thenRun(then);
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    /** Reads no more, once it has what it asked for: the network fills up with what is sent. */
    synchronized void stopReading() {
        reading = false;
    }

    /** Reads again. */
    synchronized void readOn() {
        reading = true;
        askForMore(socket);
    }

    private synchronized void askForMore(WebSocket from) {
        if (reading && !askedForMore) {
            askedForMore = true;
            from.request(1);
        }
    }

    /** What was asked for has come. */
    private synchronized void answered() {
        askedForMore = false;
    }

    @Override
    public void onOpen(WebSocket opened) {
        askForMore(opened);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        answered();
        partial.append(data);
        if (last) {
            try {
                received.add(JSON.readTree(partial.toString()));
            } catch (IOException notJson) {
                throw new UncheckedIOException(notJson);
            }
            partial.setLength(0);
        }
        askForMore(from);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.complete(1006);
    }

    /** Is gone without a word, as a client whose network ends. */
    void abort() {
        socket.abort();
    }

    @Override
    public void close() {
        abort();
    }
}
