package io.vintner.gateway.socket;

import io.netty.channel.EventLoop;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vintner.gateway.protocol.EncodedFrame;
import io.vintner.gateway.protocol.InFrame;
import io.vintner.gateway.protocol.MalformedFrameException;
import io.vintner.gateway.protocol.OutFrame;
import io.vintner.gateway.protocol.SharedFrame;
import io.vintner.gateway.resume.ResumeId;
import io.vintner.gateway.resume.ResumeSession;
import io.vintner.gateway.resume.ResumeSessions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One client. Its messages are decoded in their order, then handled in the order of their topic, on
 * virtual threads; a client with too many waiting is not read until they are handled. Thread-safe.
 */
final class Connection {

    static final UserData.TypedKey<Connection> KEY = new UserData.TypedKey<>("connection");

    private static final Logger LOG = Logger.getLogger(Connection.class);
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(2);

    private final WebSocketConnection socket;
    private final Handshake handshake;
    private final FrameRouter router;
    private final SocketMetrics metrics;
    private final int inboxMax;
    private final OutboundQueue outbound;
    private final Lane inbound;
    private final ClientChannels channels;

    /** Null for a client that cannot resume. */
    private final @Nullable ResumeSession resume;

    /** What the answer to the last heartbeat ends at, in the bytes that were queued. */
    private volatile long answerEnd;

    private volatile long heardAt = System.nanoTime();
    private volatile boolean closing;
    private int inbox;
    private boolean paused;

    Connection(WebSocketConnection socket, Handshake handshake, FrameRouter router, Parts parts) {
        this.socket = socket;
        this.handshake = handshake;
        this.router = router;
        this.metrics = parts.metrics();
        this.inboxMax = parts.config().inboxMax();
        this.outbound =
                new OutboundQueue(
                        handshake.network(),
                        parts.config().queueBytesMax(),
                        parts.metrics().queueBytes());
        this.inbound = new Lane(parts.threads(), () -> {});
        this.channels = new ClientChannels(parts.config(), parts.threads());
        ResumeId id = handshake.resumeId();
        this.resume =
                id == null ? null : parts.sessions().open(id, () -> close(CloseCode.TAKEN_OVER));
    }

    /** What every connection shares. */
    record Parts(
            SocketConfig config,
            SocketMetrics metrics,
            Executor threads,
            ResumeSessions sessions) {}

    /** The token that the client connected with. */
    String token() {
        return handshake.token();
    }

    /** What it has joined. */
    ClientChannels channels() {
        return channels;
    }

    /** By what it resumes; null for a client that cannot. */
    @Nullable ResumeSession resume() {
        return resume;
    }

    /** Whether what waits for its client leaves room for more of the past. */
    boolean hasRoom() {
        return outbound.hasRoom();
    }

    /** A heartbeat came. */
    void beat(OutFrame.Reply answer) {
        if (resume == null) {
            send(answer);
            return;
        }
        resume.beat(System.nanoTime(), outbound.isTaken(answerEnd));
        send(answer);
        answerEnd = outbound.added();
    }

    /** A message came; on the event loop. */
    void receive(String text) {
        receive(() -> handshake.codec().decode(text));
    }

    /** A message came; on the event loop. */
    void receive(ByteBuffer binary) {
        receive(() -> handshake.codec().decode(binary));
    }

    private interface Decoding {
        InFrame run() throws MalformedFrameException;
    }

    private void receive(Decoding decoding) {
        heardAt = System.nanoTime();
        synchronized (inbound) {
            inbox++;
            if (inbox >= inboxMax && !paused) {
                paused = true;
                handshake.network().config().setAutoRead(false);
            }
        }
        inbound.run(() -> {
            try {
                router.route(decoding.run(), this);
            } catch (MalformedFrameException malformed) {
                metrics.malformed();
                LOG.debugf("malformed message, error=%s", malformed.getMessage());
                handled();
            }
        });
    }

    /** A message that was received has been dealt with. */
    void handled() {
        synchronized (inbound) {
            inbox--;
            if (paused && inbox <= inboxMax / 2) {
                paused = false;
                handshake.network().config().setAutoRead(true);
            }
        }
    }

    /** Sends a frame of this client only. */
    void send(OutFrame frame) {
        send(handshake.codec().encode(frame));
    }

    /** Sends a frame of many. */
    void send(SharedFrame frame) {
        send(frame.encodedBy(handshake.codec()));
    }

    private void send(EncodedFrame frame) {
        if (!closing && !outbound.offer(frame)) {
            metrics.slowReader();
            close(CloseCode.SLOW_READER);
        }
    }

    /** Ends the socket after what waits has been handed over, or at once if the client is slow. */
    void close(CloseCode code) {
        close(code, TAKEN_WITHIN);
    }

    /**
     * As {@link #close(CloseCode)}.
     *
     * @param max how long the client gets to take what waits and to answer; then it is cut off
     */
    void close(CloseCode code, Duration max) {
        if (closing) {
            return;
        }
        closing = true;
        EventLoop loop = handshake.network().eventLoop();
        loop.execute(() -> {
            if (code == CloseCode.SLOW_READER) {
                outbound.end();
            }
            outbound.endAfterAll(() -> closeNow(code));
            // A client that takes nothing does not take the close frame either.
            var _ = loop.schedule(this::cutOff, max.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    private void closeNow(CloseCode code) {
        if (!handshake.network().isActive()) {
            return;
        }
        socket.close(new CloseReason(code.code(), code.reason()))
                .subscribe()
                .with(
                        _ -> {},
                        failure -> LOG.debugf("close failed, error=%s", failure.getMessage()));
    }

    private void cutOff() {
        var _ = handshake.network().close();
    }

    /** The socket is gone. */
    void closed() {
        closing = true;
        outbound.end();
        if (resume != null) {
            resume.gone();
        }
        router.gone(this);
    }

    /** Closes it if its client has fallen silent. */
    void tick(long now, SocketConfig config) {
        if (resume != null && !closing) {
            resume.tick(now);
        }
        boolean busy;
        synchronized (inbound) {
            busy = inbox > 0;
        }
        boolean silent = !busy && now - heardAt > config.idleMax().toNanos();
        Duration channelless = channels.emptyFor(now);
        if (silent || channelless.compareTo(config.channellessMax()) > 0) {
            close(CloseCode.IDLE);
        }
    }
}
