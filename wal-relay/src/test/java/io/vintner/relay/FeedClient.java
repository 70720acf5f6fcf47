package io.vintner.relay;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.FeedDecoder;
import io.vintner.change.FeedMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A reader as a gateway is one: connects, reads, and when the link breaks or is silent connects
 * again from its last position, to the next of its addresses. It keeps everything it was told.
 */
final class FeedClient implements AutoCloseable {

    private final List<URI> relays;
    private final String start;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(FeedLines.SILENCE_MAX)
                    .build();
    private final Thread thread;
    private final List<FeedMessage> messages = new CopyOnWriteArrayList<>();
    private final List<ChangeEvent> events =
            java.util.Collections.synchronizedList(new java.util.ArrayList<>());
    private volatile @Nullable ChangePosition position;
    private volatile @Nullable Instant committedAt;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger connections = new AtomicInteger();

    FeedClient(RelayProcess relay) {
        this(relay, null, null);
    }

    FeedClient(RelayProcess relay, @Nullable ChangePosition from, @Nullable Instant committedAt) {
        this(List.of(relay.address()), from, committedAt);
    }

    /** Of several relays, which are asked in turn. */
    FeedClient(List<URI> relays) {
        this(relays, null, null);
    }

    /** Begins with the oldest that the relay has. */
    static FeedClient ofTheOldest(RelayProcess relay) {
        return new FeedClient(List.of(relay.address()), null, null, "?start=oldest");
    }

    private FeedClient(
            List<URI> relays, @Nullable ChangePosition from, @Nullable Instant committedAt) {
        this(relays, from, committedAt, "");
    }

    /**
     * @param start the query while there is no position
     */
    private FeedClient(
            List<URI> relays,
            @Nullable ChangePosition from,
            @Nullable Instant committedAt,
            String start) {
        this.relays = List.copyOf(relays);
        this.start = start;
        this.position = from;
        this.committedAt = committedAt;
        thread = Thread.ofVirtual().start(this::readUntilClosed);
    }

    /** Everything but changes, in order. */
    List<FeedMessage> messages() {
        return List.copyOf(messages);
    }

    /** The changes, in order. */
    List<ChangeEvent> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    List<FeedMessage.Gap> gaps() {
        return messages.stream()
                .filter(FeedMessage.Gap.class::isInstance)
                .map(FeedMessage.Gap.class::cast)
                .toList();
    }

    @Nullable ChangePosition position() {
        return position;
    }

    @Nullable Instant committedAt() {
        return committedAt;
    }

    int connections() {
        return connections.get();
    }

    FeedClient awaitOpened() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> connections.get() > 0);
        return this;
    }

    List<ChangeEvent> awaitEvents(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> events.size() >= count);
        return events();
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        http.shutdownNow();
    }

    private void readUntilClosed() {
        try {
            for (int turn = 0; !closing.await(pause(turn), TimeUnit.MILLISECONDS); turn++) {
                try {
                    readOnce(relays.get(turn % relays.size()));
                } catch (IOException | UncheckedIOException broken) {
                    // As a gateway does: again, from the last position.
                }
            }
        } catch (InterruptedException interrupted) {
            // Only close() interrupts.
            return;
        }
    }

    /** All relays in turn, then a wait. */
    private long pause(int turn) {
        return turn > 0 && turn % relays.size() == 0 ? 50 : 0;
    }

    private void readOnce(URI relay) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri(relay))
                        .header("Authorization", "Bearer " + RelayProcess.SECRET)
                        .timeout(FeedLines.SILENCE_MAX)
                        .build();
        FeedLines lines = new FeedLines();
        // Its end is that of the lines.
        CompletableFuture<Integer> status = new CompletableFuture<>();
        CompletableFuture<HttpResponse<Void>> answer =
                http.sendAsync(
                        request,
                        head -> {
                            status.complete(head.statusCode());
                            return HttpResponse.BodySubscribers.fromSubscriber(lines);
                        });
        try {
            CompletableFuture.anyOf(status, answer).join();
            if (status.join() == 200) {
                read(lines);
            }
        } catch (CompletionException | CancellationException refused) {
            throw new IOException(refused);
        } finally {
            lines.cancel();
            answer.cancel(true);
        }
    }

    private void read(FeedLines lines) throws IOException, InterruptedException {
        FeedDecoder decoder = new FeedDecoder();
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            accept(decoder.decode(line));
        }
    }

    private URI uri(URI relay) {
        String path = "/feed/v1/changes";
        ChangePosition from = position;
        Instant at = committedAt;
        if (from == null) {
            path += start;
        } else {
            path += "?from=" + from;
            if (at != null) {
                path += "&committed-at=" + ChronoUnit.MICROS.between(Instant.EPOCH, at);
            }
        }
        return relay.resolve(path);
    }

    private void accept(FeedMessage message) {
        switch (message) {
            case FeedMessage.Opened opened -> {
                messages.add(message);
                position = opened.position();
                connections.incrementAndGet();
            }
            case FeedMessage.Described _ -> messages.add(message);
            case FeedMessage.Changed(ChangeEvent event) -> {
                events.add(event);
                position = event.position();
                committedAt = event.committedAt();
            }
            case FeedMessage.Progress progress -> {
                messages.add(message);
                position = progress.position();
                committedAt = progress.committedAt();
            }
            case FeedMessage.Gap gap -> {
                messages.add(message);
                position = gap.position();
                committedAt = null;
            }
        }
    }
}
