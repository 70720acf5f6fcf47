package io.vintner.gateway.bench.client;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * Lets every client join its channels, one after the other; of all clients only so many wait for an
 * answer at a time. For the thread of the loop.
 */
final class Joining {

    private static final long WAIT_MAX_MICROS = 600_000_000;

    private final ClientLoop loop;
    private final List<ClientSocket> sockets;
    private final List<List<String>> messages;
    private final int atOnce;
    private final int[] begun;
    private final Histogram waits = new Histogram(WAIT_MAX_MICROS, 3);
    private final CompletableFuture<String> done = new CompletableFuture<>();
    private int startedClients;
    private long left;
    private long startedAt;

    /**
     * @param messages the joins of each client, as text, in their order
     */
    Joining(ClientLoop loop, List<ClientSocket> sockets, List<List<String>> messages, int atOnce) {
        this.loop = loop;
        this.sockets = List.copyOf(sockets);
        this.messages = List.copyOf(messages);
        this.atOnce = atOnce;
        this.begun = new int[sockets.size()];
        this.left = messages.stream().mapToInt(List::size).sum();
    }

    /** How many joined, the microseconds that all took, then p50 and p99 of each one's wait. */
    CompletableFuture<String> done() {
        return done;
    }

    void start(long now) {
        startedAt = now;
        while (startedClients < Math.min(atOnce, sockets.size())) {
            next(startedClients++, now);
        }
    }

    /** One join was answered. */
    void joined(ClientSocket socket, long now) {
        waits.recordValue(Math.clamp(now - socket.askedAt, 0, WAIT_MAX_MICROS));
        left--;
        if (begun[socket.index] < messages.get(socket.index).size()) {
            next(socket.index, now);
        } else if (startedClients < sockets.size()) {
            next(startedClients++, now);
        }
        if (left == 0) {
            done.complete(
                    String.format(
                            Locale.ROOT,
                            "%d %d %d %d",
                            waits.getTotalCount(),
                            now - startedAt,
                            waits.getValueAtPercentile(50),
                            waits.getValueAtPercentile(99)));
        }
    }

    private void next(int client, long now) {
        ClientSocket socket = sockets.get(client);
        socket.askedAt = now;
        loop.send(socket, WebSocketFrames.text(messages.get(client).get(begun[client]++)));
    }
}
