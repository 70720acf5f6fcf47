package io.vintner.gateway.intake;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.vintner.change.FeedDecoder;
import io.vintner.change.FeedMessage;
import io.vintner.change.MalformedFeedException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one feed open and reads it, on a thread of its own, from {@link #start} to {@link #close}.
 * A broken or silent link is opened again from the last position. Where there are several relays
 * the one that answers is kept; otherwise the next is asked at once, and all again after a while.
 */
public final class ChangeIntake implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ChangeIntake.class);
    private static final String PATH = "/feed/v1/changes";

    private final FeedConfig config;
    private final Supplier<String> secret;
    private final RelayTurns turns;
    private final FeedProgress progress;
    private final HttpClient http;
    private final Object change = new Object();
    private volatile FeedState state = FeedState.NEVER_CONNECTED;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile long awayAt = System.nanoTime();
    private @Nullable Thread reader;

    /**
     * @param secret asked at each connection
     * @throws IllegalStateException if the configured authorities cannot be read
     */
    public ChangeIntake(
            FeedConfig config,
            Supplier<String> secret,
            RandomGenerator random,
            ChangeListener listener) {
        this.config = config;
        this.secret = secret;
        this.turns =
                new RelayTurns(
                        config.urls(),
                        new RetryPolicy(config.retryFirst(), config.retryMax(), random));
        this.progress = new FeedProgress(listener);
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(config.connectMax());
        config.caFile().map(Authorities::of).ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /** Begins to read. */
    public void start() {
        reader = Thread.ofVirtual().name("change-intake").start(this::run);
    }

    /** How it stands with the relay. */
    public FeedState state() {
        return state;
    }

    /**
     * Waits until no change from now on can be missed: until the feed is connected and all that had
     * happened before was read, or the feed goes on later where it stopped. Gives up when the feed
     * has been away for {@code max}, so that many who wait one after the other do not wait longer
     * than one.
     */
    public boolean awaitPosition(Duration max) {
        synchronized (change) {
            while (state == FeedState.NEVER_CONNECTED) {
                long left = max.toNanos() - (System.nanoTime() - awayAt);
                if (left <= 0) {
                    return false;
                }
                try {
                    change.wait(Math.max(1, Duration.ofNanos(left).toMillis()));
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    /** Stops reading and waits for the listener to be done. */
    @Override
    public void close() {
        Thread running = reader;
        closing.countDown();
        if (running != null) {
            running.interrupt();
            try {
                running.join(Duration.ofSeconds(5));
            } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
            }
        }
        http.shutdownNow();
    }

    private void run() {
        Duration delay = Duration.ZERO;
        boolean isNews = true;
        try {
            while (!closing.await(delay.toNanos(), NANOSECONDS)) {
                boolean wasOpen = false;
                try {
                    read(turns.present());
                } catch (IOException | MalformedFeedException broken) {
                    wasOpen = state == FeedState.CONNECTED;
                    if (wasOpen || isNews) {
                        LOG.warnf(
                                "change feed is away, relay=%s error=%s",
                                turns.present(), describe(broken));
                    }
                } catch (RuntimeException unexpected) {
                    LOG.error("change feed failed", unexpected);
                }
                isNews = false;
                delay = turns.next(wasOpen);
                disconnected();
            }
        } catch (InterruptedException stopping) {
            // Only close() interrupts: nobody is left who asks whether this thread was.
            LOG.debug("change intake stopped");
        }
    }

    private void read(URI relay) throws IOException, InterruptedException {
        FeedBody body = new FeedBody();
        try {
            HttpResponse<FeedBody> answer = ask(relay, body);
            if (answer.statusCode() != 200) {
                refused(answer.statusCode());
            }
            receive(body);
        } finally {
            body.cancel();
            progress.handOn();
        }
    }

    /** A relay that takes the connection and then says nothing is as good as away. */
    private HttpResponse<FeedBody> ask(URI relay, FeedBody body)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<FeedBody>> answer =
                http.sendAsync(
                        request(relay),
                        head ->
                                head.statusCode() == 200
                                        ? body
                                        : HttpResponse.BodySubscribers.replacing(body));
        try {
            return answer.get(config.silenceMax().toNanos(), NANOSECONDS);
        } catch (ExecutionException failed) {
            throw new IOException(describe(failed.getCause()), failed.getCause());
        } catch (TimeoutException silent) {
            throw new IOException("no answer for " + config.silenceMax(), silent);
        } finally {
            answer.cancel(true);
        }
    }

    private void receive(FeedBody body) throws IOException, InterruptedException {
        FeedDecoder decoder = new FeedDecoder();
        LineBuffer lines = new LineBuffer(config.lineBytesMax());
        LineBuffer.Lines reading =
                new LineBuffer.Lines() {
                    @Override
                    public void line(byte[] bytes, int offset, int length) {
                        FeedMessage message = decoder.decode(bytes, offset, length);
                        progress.receive(message);
                        if (state != FeedState.CONNECTED && progress.isCaughtUp()) {
                            connected();
                        }
                        if (progress.waiting() >= config.batchMax()) {
                            progress.handOn();
                        }
                    }

                    @Override
                    public void tooLong() {
                        LOG.error("a change is too long to be read");
                        progress.unreadable();
                    }
                };
        while (true) {
            List<ByteBuffer> bytes = body.next(config.silenceMax());
            if (bytes == null) {
                throw new IOException("no line for " + config.silenceMax());
            }
            bytes.forEach(chunk -> lines.append(chunk, reading));
            if (!body.hasNext()) {
                progress.handOn();
            }
        }
    }

    private void refused(int status) throws IOException {
        if (status == 400 && progress.position() != null) {
            LOG.error("the relay cannot read the position of this gateway");
            progress.positionRefused();
        }
        throw new IOException("the relay answered " + status);
    }

    private void connected() {
        LOG.infof(
                "change feed is open, relay=%s position=%s", turns.present(), progress.position());
        enter(FeedState.CONNECTED);
    }

    private void disconnected() {
        if (state == FeedState.CONNECTED) {
            awayAt = System.nanoTime();
        }
        enter(progress.isCaughtUp() ? FeedState.RESUMABLE : FeedState.NEVER_CONNECTED);
    }

    private void enter(FeedState next) {
        synchronized (change) {
            state = next;
            change.notifyAll();
        }
    }

    private static String describe(@Nullable Throwable broken) {
        if (broken == null) {
            return "unknown";
        }
        return broken.getMessage() == null
                ? broken.getClass().getSimpleName()
                : broken.getMessage();
    }

    private HttpRequest request(URI relay) {
        FeedPosition from = progress.position();
        String query = "?start=oldest";
        if (from != null) {
            query =
                    "?from="
                            + URLEncoder.encode(from.position().toString(), StandardCharsets.UTF_8);
            Instant committedAt = from.committedAt();
            if (committedAt != null) {
                query += "&committed-at=" + ChronoUnit.MICROS.between(Instant.EPOCH, committedAt);
            }
        }
        return HttpRequest.newBuilder(URI.create(relay + PATH + query))
                .header("Authorization", "Bearer " + secret.get())
                .GET()
                .build();
    }
}
