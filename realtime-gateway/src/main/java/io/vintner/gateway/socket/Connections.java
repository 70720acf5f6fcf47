package io.vintner.gateway.socket;

import static io.netty.handler.codec.http.websocketx.WebSocketCloseStatus.MESSAGE_TOO_BIG;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vintner.gateway.resume.Resuming;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** All clients that are connected. */
@ApplicationScoped
class Connections {

    private static final Logger LOG = Logger.getLogger(Connections.class);
    private static final Duration CUT_OFF_MAX = Duration.ofSeconds(1);

    private final FrameRouter router;
    private final SocketMetrics metrics;
    private final SocketConfig config;
    private final Connection.Parts parts;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    Connections(
            FrameRouter router,
            SocketMetrics metrics,
            SocketConfig config,
            ClientThreads threads,
            Resuming resuming) {
        this.router = router;
        this.metrics = metrics;
        this.config = config;
        this.parts = new Connection.Parts(config, metrics, threads, resuming.sessions());
    }

    int count() {
        return open.size();
    }

    /** Whether clients are being sent away, so that nobody should come any more. */
    boolean isStopping() {
        return stopping;
    }

    void opened(WebSocketConnection socket) {
        Handshake handshake = socket.userData().remove(Handshake.KEY);
        Connection connection = new Connection(socket, handshake, router, parts);
        socket.userData().put(Connection.KEY, connection);
        open.add(connection);
        metrics.opened();
        if (stopping) {
            sendAway(connection);
        }
    }

    void received(String text, WebSocketConnection socket) {
        of(socket).receive(text);
    }

    void received(ByteBuffer binary, WebSocketConnection socket) {
        of(socket).receive(binary);
    }

    void failed(Throwable failure, WebSocketConnection socket) {
        LOG.debugf("socket failed, error=%s", failure.getClass().getSimpleName());
        @Nullable Connection connection = socket.userData().get(Connection.KEY);
        if (connection != null) {
            connection.close(isTooLarge(failure) ? CloseCode.TOO_LARGE : CloseCode.FAILED);
        }
    }

    void closed(WebSocketConnection socket) {
        @Nullable Connection connection = socket.userData().remove(Connection.KEY);
        if (connection != null && open.remove(connection)) {
            metrics.closed();
            connection.closed();
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Looks for clients that have fallen silent. */
    void tick() {
        long now = System.nanoTime();
        open.forEach(connection -> connection.tick(now, config));
    }

    /**
     * The gateway stops: sends everybody away, one after the other, since they all come back after
     * the same pause.
     *
     * @return whether all were gone when the last had had the time to take what waited for it
     */
    boolean stop() {
        stopping = true;
        sendAway(config.leaveInterval());
        // Whoever has not taken it by then is cut off, which is seen a moment later.
        long until = System.nanoTime() + config.drainMax().plus(CUT_OFF_MAX).toNanos();
        synchronized (this) {
            while (!open.isEmpty()) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                try {
                    wait(left);
                } catch (InterruptedException impatient) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    private void sendAway(Duration interval) {
        long due = System.nanoTime();
        for (Connection connection : open) {
            sendAway(connection);
            due += interval.toNanos();
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private void sendAway(Connection connection) {
        connection.close(CloseCode.RESTART, config.drainMax());
    }

    /**
     * One frame is too large, or the frames of one message together, for which there is no type.
     */
    private static boolean isTooLarge(Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException corrupted) {
            return corrupted.closeStatus().equals(MESSAGE_TOO_BIG);
        }
        String message = failure.getMessage();
        return message != null && message.contains("max message size");
    }

    private static Connection of(WebSocketConnection socket) {
        return socket.userData().get(Connection.KEY);
    }
}
