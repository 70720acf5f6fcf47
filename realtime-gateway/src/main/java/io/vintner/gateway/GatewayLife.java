package io.vintner.gateway;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vintner.gateway.channel.ChannelRegistry;
import io.vintner.gateway.intake.ChangeIntake;
import io.vintner.gateway.intake.FeedConfig;
import io.vintner.gateway.resume.Resuming;
import io.vintner.gateway.socket.SocketLife;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Starts the gateway, keeps its clock, stops it. */
@ApplicationScoped
class GatewayLife {

    private static final Logger LOG = Logger.getLogger(GatewayLife.class);
    private static final long TICK_MILLIS = 500;

    private final ChangeIntake intake;
    private final FeedConfig feed;
    private final ChannelRegistry channels;
    private final SocketLife sockets;
    private final TokenLife tokens;
    private final Resuming resuming;
    private final InstantSource clock;
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("ticker").factory());

    GatewayLife(
            ChangeIntake intake,
            FeedConfig feed,
            ChannelRegistry channels,
            SocketLife sockets,
            TokenLife tokens,
            Resuming resuming,
            InstantSource clock) {
        this.intake = intake;
        this.feed = feed;
        this.channels = channels;
        this.sockets = sockets;
        this.tokens = tokens;
        this.resuming = resuming;
        this.clock = clock;
    }

    /** Begins to serve; a secret that is missing or known to others stops the start. */
    void start(@Observes StartupEvent event, StartCheck check) {
        check.address();
        tokens.start();
        resuming.start();
        intake.start();
        if (!intake.awaitPosition(feed.startWaitMax())) {
            LOG.warn("no relay answers yet; joins that want changes are refused until one does");
        }
        var _ =
                ticker.scheduleAtFixedRate(
                        this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Before the HTTP server stops, which would end the sockets without saying why. */
    void goAway(@Observes ShutdownDelayInitiatedEvent event) {
        sockets.stop();
    }

    void stop(@Observes ShutdownEvent event) {
        ticker.shutdownNow();
        intake.close();
        resuming.stop();
    }

    private void tick() {
        try {
            tokens.tick();
            channels.expire(clock.instant());
            sockets.tick();
            resuming.tick();
        } catch (RuntimeException failure) {
            LOG.error("tick failed", failure);
        }
    }
}
