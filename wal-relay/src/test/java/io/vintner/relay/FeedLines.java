package io.vintner.relay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an open feed, one after the other, however long; a link on which nothing comes, not
 * even a piece of a line, counts as dead.
 */
final class FeedLines implements Flow.Subscriber<List<ByteBuffer>> {

    /** A relay says something every 3 s; a gateway is more patient. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(6);

    private static final int AHEAD = 16;

    /** Empty at the end. */
    private final BlockingQueue<Optional<List<ByteBuffer>>> arrived = new LinkedBlockingQueue<>();

    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private volatile Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription opened) {
        subscription = opened;
        opened.request(AHEAD);
    }

    @Override
    public void onNext(List<ByteBuffer> some) {
        arrived.add(Optional.of(some));
    }

    @Override
    public void onError(Throwable cause) {
        arrived.add(Optional.empty());
    }

    @Override
    public void onComplete() {
        arrived.add(Optional.empty());
    }

    /** The next line; null at the end. */
    byte @Nullable [] next() throws IOException, InterruptedException {
        while (!takeLine()) {
            Optional<List<ByteBuffer>> some =
                    arrived.poll(SILENCE_MAX.toMillis(), TimeUnit.MILLISECONDS);
            if (some == null) {
                throw new IOException("nothing for " + SILENCE_MAX);
            }
            if (some.isEmpty()) {
                return null;
            }
            pieces.addAll(some.get());
            subscription.request(1);
        }
        byte[] whole = line.toByteArray();
        line.reset();
        return whole;
    }

    /** Moves what has arrived of the line to it; whether that is all of it. */
    private boolean takeLine() {
        while (!pieces.isEmpty()) {
            ByteBuffer piece = pieces.element();
            int end = piece.position();
            while (end < piece.limit() && piece.get(end) != '\n') {
                end++;
            }
            byte[] part = new byte[end - piece.position()];
            piece.get(part);
            line.writeBytes(part);
            if (piece.hasRemaining()) {
                piece.get();
                return true;
            }
            pieces.remove();
        }
        return false;
    }

    /** Breaks the link. */
    void cancel() {
        Flow.Subscription opened = subscription;
        if (opened != null) {
            opened.cancel();
        }
    }
}
