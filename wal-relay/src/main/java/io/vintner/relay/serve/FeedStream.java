package io.vintner.relay.serve;

import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vintner.relay.window.WindowReader;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One reader's response: lines are written as long as its queue has room, and again when it has
 * drained. A line is as long as a row, so it goes out in pieces: what is on its way is bounded
 * whatever the row's size. All of it runs on the connection's event loop, except {@link #schedule},
 * {@link #tick} and {@link #end}, which any thread may call.
 */
final class FeedStream {

    private static final int CHUNK_BYTES = 64 * 1024;

    private final HttpServerResponse response;
    private final Context context;
    private final FeedConfig config;
    private final InstantSource clock;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private Runnable onClose = () -> {};
    private @Nullable WindowReader reader;

    /** What is still to be written of the lines that were taken last; empty between lines. */
    private ByteBuffer rest = ByteBuffer.allocate(0);

    private long writtenAt;

    FeedStream(
            HttpServerResponse response, Context context, FeedConfig config, InstantSource clock) {
        this.response = response;
        this.context = context;
        this.config = config;
        this.clock = clock;
    }

    void start(WindowReader opened, Runnable whenClosed) {
        reader = opened;
        onClose = whenClosed;
        writtenAt = clock.millis();
        response.setChunked(true).putHeader("Content-Type", "application/x-ndjson");
        response.setWriteQueueMaxSize(Math.toIntExact(config.outboundMax().asLongValue()));
        response.drainHandler(_ -> pump());
        response.exceptionHandler(_ -> close());
        response.closeHandler(_ -> close());
        pump();
    }

    /** There may be something to write. */
    void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(_ -> pump());
        }
    }

    /** Time has passed. */
    void tick() {
        context.runOnContext(_ -> beat());
    }

    /** Its reader is to go elsewhere: the service stops, or another relay serves. */
    void end() {
        context.runOnContext(_ -> {
            if (reader != null) {
                close();
                if (rest.hasRemaining()) {
                    response.reset();
                } else {
                    response.end();
                }
            }
        });
    }

    private void pump() {
        scheduled.set(false);
        while (reader != null && !response.writeQueueFull()) {
            if (!rest.hasRemaining()) {
                ByteBuffer lines = reader.poll(CHUNK_BYTES);
                if (lines == null) {
                    return;
                }
                rest = lines;
            }
            write(nextPiece());
        }
    }

    private ByteBuffer nextPiece() {
        int length = Math.min(CHUNK_BYTES, rest.remaining());
        ByteBuffer piece = rest.slice(rest.position(), length);
        rest.position(rest.position() + length);
        return piece;
    }

    private void beat() {
        pump();
        if (reader == null) {
            return;
        }
        long quiet = clock.millis() - writtenAt;
        if (response.writeQueueFull()) {
            if (quiet >= config.silenceMax().toMillis()) {
                // The connection is flushed before it closes, so it may last until its idle
                // timeout.
                close();
                response.reset();
            }
        } else if (quiet >= config.heartbeat().toMillis()) {
            write(reader.heartbeat());
        }
    }

    /** The bytes do not change; only Vert.x 4's deprecated method takes them uncopied. */
    @SuppressWarnings("deprecation")
    private void write(ByteBuffer lines) {
        writtenAt = clock.millis();
        response.write(Buffer.buffer(Unpooled.wrappedBuffer(lines)));
    }

    private void close() {
        if (reader != null) {
            reader.close();
            reader = null;
            onClose.run();
        }
    }
}
