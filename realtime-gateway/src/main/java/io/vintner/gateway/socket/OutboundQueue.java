package io.vintner.gateway.socket;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.vintner.gateway.protocol.EncodedFrame;
import java.util.ArrayDeque;
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

    private final Channel network;
    private final long bytesMax;
    private final AtomicLong bytesOfAll;
    private final Queue<EncodedFrame> waiting = new ArrayDeque<>(4);
    private long bytes;
    private long bytesEver;
    private boolean flushing;
    private boolean ended;

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
            if (ended) {
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

    /** Forgets what waits; nothing is taken any more. */
    void end() {
        synchronized (this) {
            ended = true;
            waiting.clear();
            bytesOfAll.addAndGet(-bytes);
            bytes = 0;
        }
    }

    /**
     * On the event loop: writes as much as the network takes now; the rest when that is written.
     */
    private void flush() {
        @Nullable ChannelHandlerContext encoder = network.pipeline().context(ENCODER);
        if (encoder == null || !network.isActive()) {
            end();
            return;
        }
        long written = 0;
        @Nullable ChannelPromise last = null;
        for (EncodedFrame frame = poll(); frame != null; frame = poll()) {
            last = encoder.newPromise();
            var _ = encoder.write(Unpooled.wrappedBuffer(frame.wire()), last);
            written += frame.size();
            if (!network.isWritable()) {
                break;
            }
        }
        long size = written;
        if (last == null) {
            sent(size);
        } else {
            var _ = last.addListener(_ -> sent(size));
            encoder.flush();
        }
    }

    private synchronized @Nullable EncodedFrame poll() {
        return waiting.poll();
    }

    private void sent(long size) {
        synchronized (this) {
            if (!ended) {
                bytes -= size;
                bytesOfAll.addAndGet(-size);
            }
            flushing = !waiting.isEmpty();
            if (!flushing) {
                return;
            }
        }
        network.eventLoop().execute(this::flush);
    }
}
