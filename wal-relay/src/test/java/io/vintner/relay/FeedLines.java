package io.vintner.relay;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The lines of an open feed, one after the other; a silent link counts as dead. */
final class FeedLines implements Flow.Subscriber<String> {

    /** A relay says something every 3 s; a gateway is more patient. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(6);

    private static final int AHEAD = 256;

    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription opened) {
        subscription = opened;
        opened.request(AHEAD);
    }

    @Override
    public void onNext(String line) {
        lines.add(Optional.of(line));
    }

    @Override
    public void onError(Throwable cause) {
        lines.add(Optional.empty());
    }

    @Override
    public void onComplete() {
        lines.add(Optional.empty());
    }

    /** The next line; null at the end. */
    @Nullable String next() throws IOException, InterruptedException {
        Optional<String> line = lines.poll(SILENCE_MAX.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new IOException("no line for " + SILENCE_MAX);
        }
        if (line.isPresent()) {
            subscription.request(1);
        }
        return line.orElse(null);
    }

    /** Breaks the link. */
    void cancel() {
        Flow.Subscription opened = subscription;
        if (opened != null) {
            opened.cancel();
        }
    }
}
