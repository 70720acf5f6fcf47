package io.vintner.gateway.intake;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an open feed, taken by one reader. Little is kept: a reader that does not take makes
 * the relay wait.
 */
final class FeedBody implements HttpResponse.BodySubscriber<FeedBody> {

    private static final int CHUNKS_MAX = 16;

    /** One more place than chunks are ever asked for: the end finds room. */
    private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(CHUNKS_MAX + 1);

    private volatile Flow.@Nullable Subscription subscription;

    private sealed interface Chunk {
        record Bytes(List<ByteBuffer> buffers) implements Chunk {}

        record End(@Nullable Throwable cause) implements Chunk {}
    }

    /** Available at once: the body of a feed has no end to wait for. */
    @Override
    public CompletionStage<FeedBody> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription opened) {
        subscription = opened;
        opened.request(CHUNKS_MAX);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        chunks.add(new Chunk.Bytes(buffers));
    }

    @Override
    public void onError(Throwable failure) {
        chunks.add(new Chunk.End(failure));
    }

    @Override
    public void onComplete() {
        chunks.add(new Chunk.End(null));
    }

    /**
     * The next bytes.
     *
     * @param waitMax how long to wait for them
     * @return null if none came in that time
     * @throws IOException if the feed has ended
     */
    @Nullable List<ByteBuffer> next(Duration waitMax) throws IOException, InterruptedException {
        return switch (chunks.poll(waitMax.toNanos(), TimeUnit.NANOSECONDS)) {
            case null -> null;
            case Chunk.Bytes(List<ByteBuffer> buffers) -> {
                Flow.Subscription open = subscription;
                if (open != null) {
                    open.request(1);
                }
                yield buffers;
            }
            case Chunk.End(Throwable cause) -> throw new IOException("the feed ended", cause);
        };
    }

    /** Whether more bytes have come already. */
    boolean hasNext() {
        return !chunks.isEmpty();
    }

    void cancel() {
        Flow.Subscription open = subscription;
        if (open != null) {
            open.cancel();
        }
    }
}
