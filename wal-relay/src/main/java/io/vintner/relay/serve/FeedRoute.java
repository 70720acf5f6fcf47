package io.vintner.relay.serve;

import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vintner.change.MalformedFeedException;
import io.vintner.relay.window.WindowReader;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** {@code GET /feed/v1/changes}: checks the request and starts a {@link FeedStream}. */
@Singleton
public class FeedRoute {

    private static final Logger LOG = Logger.getLogger(FeedRoute.class);
    private static final String PATH = "/feed/v1/changes";
    private static final Duration HEARTBEAT_MAX = Duration.ofSeconds(4);
    private static final long TICK_MILLIS = 500;

    private final DirectChangeFeed feed;
    private final FeedSecret secret;
    private final FeedConfig config;
    private final InstantSource clock;
    private final Vertx vertx;
    private final Set<FeedStream> streams = ConcurrentHashMap.newKeySet();

    public FeedRoute(
            DirectChangeFeed feed,
            FeedSecret secret,
            FeedConfig config,
            InstantSource clock,
            Vertx vertx) {
        if (config.heartbeat().compareTo(HEARTBEAT_MAX) > 0) {
            throw new IllegalStateException(
                    "vintner.relay.feed.heartbeat is at most 4s, came " + config.heartbeat());
        }
        this.feed = feed;
        this.secret = secret;
        this.config = config;
        this.clock = clock;
        this.vertx = vertx;
    }

    void register(@Observes Router router) {
        router.get(PATH).handler(this::open);
        vertx.setPeriodic(TICK_MILLIS, _ -> tick());
    }

    void end(@Observes ShutdownEvent shutdown) {
        streams.forEach(FeedStream::end);
    }

    private void tick() {
        if (feed.endsStreams()) {
            streams.forEach(FeedStream::end);
        } else {
            streams.forEach(FeedStream::tick);
        }
    }

    private void open(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!secret.isPresentedBy(request.getHeader("Authorization"))) {
            Problem.FEED_SECRET_REQUIRED.answer(routing.response());
            return;
        }
        if (streams.size() >= config.readersMax()) {
            Problem.TOO_MANY_READERS.answer(routing.response());
            return;
        }
        try {
            start(routing, Beginning.of(request));
        } catch (MalformedFeedException | NumberFormatException malformed) {
            Problem.MALFORMED_POSITION.answer(routing.response());
        }
    }

    private void start(RoutingContext routing, Beginning beginning) {
        FeedStream stream =
                new FeedStream(routing.response(), vertx.getOrCreateContext(), config, clock);
        Optional<WindowReader> reader = feed.open(beginning, stream::schedule);
        if (reader.isEmpty()) {
            feed.refused().answer(routing.response());
            return;
        }
        streams.add(stream);
        LOG.infof(
                "reader connected address=%s from=%s readers=%d",
                routing.request().remoteAddress(), beginning, streams.size());
        stream.start(
                reader.get(),
                () -> {
                    streams.remove(stream);
                    LOG.infof("reader gone readers=%d", streams.size());
                });
    }
}
