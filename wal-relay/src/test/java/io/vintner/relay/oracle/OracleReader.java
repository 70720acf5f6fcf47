package io.vintner.relay.oracle;

import io.vintner.change.ChangePosition;
import io.vintner.change.FeedDecoder;
import io.vintner.change.MalformedFeedException;
import io.vintner.relay.RelayProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A reader as a gateway is one: it connects again from its last position whenever it is cut off,
 * until it is closed or the feed has broken its promise.
 */
final class OracleReader implements AutoCloseable {

    private static final int RETRY_MILLIS = 20;

    private final RelayProcess relay;
    private final ReaderModel model = new ReaderModel();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable InputStream open;

    private OracleReader(RelayProcess relay) {
        this.relay = relay;
        this.thread = Thread.ofPlatform().name("reader").daemon().unstarted(this::read);
    }

    static OracleReader of(RelayProcess relay) {
        OracleReader reader = new OracleReader(relay);
        reader.thread.start();
        return reader;
    }

    ReaderModel model() {
        return model;
    }

    boolean isConnected() {
        return open != null;
    }

    /** Breaks its connection, if there is one. */
    void cut() {
        InputStream connection = open;
        if (connection != null) {
            close(connection);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        cut();
        http.shutdownNow();
    }

    private void read() {
        try {
            do {
                readOnce();
            } while (model.breach() == null && !closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void readOnce() throws InterruptedException {
        try {
            HttpResponse<InputStream> response =
                    http.send(request(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() == 200) {
                    open = body;
                    follow(body);
                }
            } finally {
                open = null;
            }
        } catch (MalformedFeedException malformed) {
            model.unreadable(malformed);
        } catch (IOException | UncheckedIOException brokenOff) {
            // Again, from the last position.
        }
    }

    /** A line that was not read to its end is no line. */
    private void follow(InputStream body) throws IOException {
        FeedDecoder decoder = new FeedDecoder();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        StringBuilder line = new StringBuilder();
        for (int next = lines.read(); next >= 0; next = lines.read()) {
            if (next != '\n') {
                line.append((char) next);
            } else {
                byte[] message = line.toString().getBytes(StandardCharsets.UTF_8);
                line.setLength(0);
                if (!model.accept(decoder.decode(message))) {
                    return;
                }
            }
        }
    }

    private HttpRequest request() {
        ChangePosition from = model.position();
        Instant at = model.committedAt();
        String path = "/feed/v1/changes";
        if (from != null) {
            path += "?from=" + from;
            if (at != null) {
                path += "&committed-at=" + ChronoUnit.MICROS.between(Instant.EPOCH, at);
            }
        }
        URI uri = relay.uri(path);
        return HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + RelayProcess.SECRET)
                .build();
    }

    private static void close(InputStream connection) {
        try {
            connection.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
