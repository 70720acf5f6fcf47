package io.vintner.gateway.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.vintner.gateway.protocol.EncodedFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent to one client. Frames are shared, so only references wait; all that wait
 * are written with one flush. Thread-safe; never waits.
 *
 * <p>Frames go to the network as the bytes they are, past the WebSocket encoder: that encoder would
 * copy and flush each of them.
 */
final class OutboundQueue {

    /** Vert.x' name of the handler that turns WebSocket frames into bytes. */
    private static final String ENCODER = "wsencoder";

    /** How much is written at once; a longer frame goes by itself. */
    private static final int WRITE_BYTES_MAX = 64 * 1024;

    private final Channel network;
    private final long bytesMax;
    private final AtomicLong bytesOfAll;
    private final Queue<EncodedFrame> waiting = new ArrayDeque<>(4);
    private long bytes;
    private long bytesEver;
    private boolean flushing;
    private boolean ended;

    /** What follows the last frame; null while more may come. */
    private @Nullable Runnable afterAll;

    /**
     * @param bytesMax how much may wait
     * @param bytesOfAll what waits on all connections together
     */
    OutboundQueue(Channel network, long bytesMax, AtomicLong bytesOfAll) {
        this.network = network;
        this.bytesMax = bytesMax;
        this.bytesOfAll = bytesOfAll;
    }

    /**
     * Adds a frame.
     *
     * @return false if there is no room for it: the client reads too slowly
     */
    boolean offer(EncodedFrame frame) {
        synchronized (this) {
            if (ended || afterAll != null) {
                return true;
            }
            if (bytes > 0 && bytes + frame.size() > bytesMax) {
                return false;
            }
            waiting.add(frame);
            bytes += frame.size();
            bytesEver += frame.size();
            bytesOfAll.addAndGet(frame.size());
            if (flushing) {
                return true;
            }
            flushing = true;
        }
        network.eventLoop().execute(this::flush);
        return true;
    }

    /** Whether less than half of what may wait does. */
    synchronized boolean hasRoom() {
        return bytes < bytesMax / 2;
    }

    /** How many bytes were added so far. */
    synchronized long added() {
        return bytesEver;
    }

    /** Whether the network has taken everything up to there, in bytes {@link #added}. */
    synchronized boolean isTaken(long upTo) {
        return bytesEver - bytes >= upTo;
    }

    /**
     * Adds nothing any more, and calls {@code then} once, on the event loop, when the network has
     * taken what waits, or can take nothing more. On the event loop.
     */
    void endAfterAll(Runnable then) {
        synchronized (this) {
            if (flushing && !ended) {
                afterAll = then;
                return;
            }
            ended = true;
        }
        then.run();
    }

    /** Forgets what waits; nothing is taken any more. */
    void end() {
        @Nullable Runnable then;
        synchronized (this) {
            ended = true;
            waiting.clear();
            bytesOfAll.addAndGet(-bytes);
            bytes = 0;
            then = afterAll;
            afterAll = null;
        }
        if (then != null) {
            network.eventLoop().execute(then);
        }
    }

    /**
     * On the event loop: writes what waits, up to a limit; the rest when the network has taken
     * that.
     */
    private void flush() {
        @Nullable ChannelHandlerContext encoder = network.pipeline().context(ENCODER);
        if (encoder == null || !network.isActive()) {
            end();
            return;
        }
        List<EncodedFrame> frames = take();
        long size = frames.stream().mapToLong(EncodedFrame::size).sum();
        if (frames.isEmpty()) {
            sent(size);
            return;
        }
        // One buffer for all: the network would make one of each, and a write for each.
        ByteBuf bytes = encoder.alloc().directBuffer(Math.toIntExact(size));
        frames.forEach(frame -> bytes.writeBytes(frame.wire()));
        var _ = encoder.writeAndFlush(bytes).addListener(_ -> sent(size));
    }

    /** The next frames, as many as go in one write: at least one, if any waits. */
    private synchronized List<EncodedFrame> take() {
        List<EncodedFrame> taken = new ArrayList<>(waiting.size());
        long size = 0;
        for (EncodedFrame next = waiting.peek();
                next != null && (size == 0 || size + next.size() <= WRITE_BYTES_MAX);
                next = waiting.peek()) {
            taken.add(waiting.remove());
            size += next.size();
        }
        return taken;
    }

    private void sent(long size) {
        boolean more;
        synchronized (this) {
            if (!ended) {
                bytes -= size;
                bytesOfAll.addAndGet(-size);
            }
            more = !waiting.isEmpty();
            flushing = more;
        }
        if (more) {
            network.eventLoop().execute(this::flush);
        } else if (isLast()) {
            end();
        }
    }

    private synchronized boolean isLast() {
        return afterAll != null;
    }
}
