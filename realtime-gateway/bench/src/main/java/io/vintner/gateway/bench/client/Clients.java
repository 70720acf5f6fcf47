package io.vintner.gateway.bench.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All clients. They connect, join and watch, and come back when they are told to; whatever else
 * happens to one of them is an error. For the thread of the loop, which it runs.
 */
final class Clients implements ClientLoop.Listener {

    private static final String HEARTBEAT = "[null,\"h\",\"phoenix\",\"heartbeat\",{}]";
    private static final int CONNECTING_MAX = 128;

    private final ClientLoop loop;
    private final long heartbeatMicros;
    private final List<ClientSocket> sockets = new ArrayList<>();
    private final ChangeBytes change = new ChangeBytes();
    private @Nullable CompletableFuture<String> connected;
    private int connecting;
    private int wanted;
    private List<List<String>> joins = List.of();
    private @Nullable Joining joining;
    private @Nullable ComingBack comingBack;
    private @Nullable ChangeWatch watch;
    private @Nullable CompletableFuture<String> seen;
    private long now;
    private long nextHeartbeat;
    private int heartbeats;

    /**
     * @param resuming whether each says who it is when it comes back, as clients do that resume
     * @param heartbeat how often each says that it is there
     */
    Clients(InetSocketAddress gateway, String apiKey, boolean resuming, Duration heartbeat)
            throws IOException {
        heartbeatMicros = TimeUnit.NANOSECONDS.toMicros(heartbeat.toNanos());
        String path = "/socket/websocket?vsn=2.0.0&apikey=" + apiKey;
        String run = UUID.randomUUID().toString();
        loop =
                new ClientLoop(
                        gateway,
                        index -> resuming ? path + "&resume=" + run + "-" + index : path,
                        this);
    }

    ClientLoop loop() {
        return loop;
    }

    /** Connects {@code count} more. */
    CompletableFuture<String> connect(int count) {
        CompletableFuture<String> done = new CompletableFuture<>();
        connected = done;
        wanted = sockets.size() + count;
        connectMore();
        return done;
    }

    /** Lets them join. */
    CompletableFuture<String> join(List<List<String>> messages, int atOnce) {
        Joining all = new Joining(loop, sockets, messages, atOnce);
        joins = List.copyOf(messages);
        joining = all;
        all.start(now);
        return all.done();
    }

    /** Watches a load that is written from now on. */
    CompletableFuture<String> watch(long firstId, long rows, int groups) {
        watch = new ChangeWatch(sockets.size(), firstId, rows, groups);
        CompletableFuture<String> done = new CompletableFuture<>();
        seen = done;
        return done;
    }

    /** From now on the gateway may go: who loses it comes back and joins its one channel again. */
    CompletableFuture<String> comeBack() {
        ComingBack all = new ComingBack(sockets.size());
        comingBack = all;
        joining = null;
        return all.done();
    }

    /** The gateway is ready again. */
    void gatewayIsReady() {
        Objects.requireNonNull(comingBack, "nobody is coming back").ready(now);
    }

    /** Closes all. */
    void closeAll() {
        sockets.forEach(loop::close);
        sockets.clear();
    }

    int count() {
        return sockets.size();
    }

    @Override
    public void opened(ClientSocket socket) {
        if (comingBack != null) {
            comingBack.opened(socket.index, now);
            joinAgain(socket.index);
            return;
        }
        connecting--;
        if (connected != null && connecting == 0 && sockets.size() == wanted) {
            connected.complete(Integer.toString(sockets.size()));
        } else {
            connectMore();
        }
    }

    @Override
    public void text(ClientSocket socket, byte[] buffer, int from, int length, long at) {
        if (ChangeBytes.isChange(buffer, from, length)) {
            change.read(socket, buffer, from, length);
            changed(socket, at);
        } else {
            answered(socket, new String(buffer, from, length, StandardCharsets.UTF_8), at);
        }
    }

    private void changed(ClientSocket socket, long at) {
        ChangeWatch expected = watch;
        if (expected == null || seen == null) {
            throw new IllegalStateException("a change came before any was written");
        }
        expected.row(socket.index, change.id(), change.at(), at);
        sawAll();
    }

    /** Whoever comes back may have heard of its last row before it is told that it has all. */
    private void sawAll() {
        boolean allBack = comingBack == null || comingBack.done().isDone();
        if (watch != null && seen != null && watch.isComplete() && allBack) {
            seen.complete(watch.answer());
        }
    }

    private void answered(ClientSocket socket, String text, long at) {
        boolean refused = text.contains("\"status\":\"error\"");
        if (refused && comingBack != null) {
            comingBack.refused(socket.index, now);
            return;
        }
        if (refused || text.contains("\"phx_close\"")) {
            throw new IllegalStateException("client %d: %s".formatted(socket.index, text));
        }
        if (comingBack != null && text.contains("\"extension\":\"resume\"")) {
            comingBack.told(socket.index, text.contains("\"resumed\""), at);
            sawAll();
        }
        if (text.contains("\"phx_reply\"")) {
            if (text.contains("\"phoenix\"")) {
                socket.beats = false;
            } else if (comingBack != null) {
                comingBack.joined(socket.index, at);
            } else if (joining != null) {
                joining.joined(socket, at);
            }
        }
    }

    @Override
    public void closed(ClientSocket socket, String why) {
        if (comingBack != null) {
            comingBack.lost(socket.index, now);
            if (watch != null) {
                watch.cameBack(socket.index);
            }
            return;
        }
        throw new IllegalStateException("client %d: %s".formatted(socket.index, why));
    }

    @Override
    public void tick(long time) {
        now = time;
        if (comingBack != null) {
            comingBack.tick(now, this::connectAgain, this::joinAgain);
        }
        if (sockets.isEmpty() || connecting > 0) {
            nextHeartbeat = now + heartbeatMicros / 2;
            return;
        }
        while (nextHeartbeat <= now) {
            ClientSocket next = sockets.get(heartbeats++ % sockets.size());
            // As the stock client, never before the last one was answered.
            if (next.upgraded && !next.beats) {
                next.beats = true;
                loop.send(next, WebSocketFrames.text(HEARTBEAT));
            }
            nextHeartbeat += heartbeatMicros / sockets.size();
        }
    }

    private void connectAgain(int index) {
        try {
            sockets.set(index, loop.connect(index));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void joinAgain(int index) {
        loop.send(sockets.get(index), WebSocketFrames.text(joins.get(index).getFirst()));
    }

    private void connectMore() {
        try {
            while (connecting < CONNECTING_MAX && sockets.size() < wanted) {
                int index = sockets.size();
                connecting++;
                sockets.add(loop.connect(index));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
