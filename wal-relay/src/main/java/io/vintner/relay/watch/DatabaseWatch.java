package io.vintner.relay.watch;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vintner.relay.replication.NotReadyException;
import io.vintner.relay.replication.RelayDatabase;
import io.vintner.relay.replication.ReplicationConfig;
import io.vintner.relay.replication.SlotHealth;
import io.vintner.relay.replication.WatchConnection;
import io.vintner.relay.serve.ChangeFeed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the slot and at the database's set-up from time to time, as long as the service runs. A
 * database that is away is looked at again later: to say so is the relay's business. One thread of
 * its own; what it has seen may be asked by any.
 */
@Singleton
public class DatabaseWatch {

    private static final Logger LOG = Logger.getLogger(DatabaseWatch.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(2);

    private final RelayDatabase database;
    private final String publication;
    private final WatchLimits limits;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final LagMeter lagMeter = new LagMeter();
    private final Relief relief = new Relief();
    private final WatchLog log = new WatchLog();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("vintner-relay-watch").daemon().unstarted(this::run);
    private volatile SlotView slot = new SlotView.Unseen();
    private volatile SetUpView setUp = SetUpView.UNSEEN;
    private @Nullable WatchConnection connection;
    private Instant checksDueAt = Instant.MIN;

    public DatabaseWatch(
            RelayDatabase database,
            ReplicationConfig replication,
            WatchConfig config,
            ChangeFeed feed,
            InstantSource clock) {
        this.database = database;
        this.publication = replication.publication();
        this.limits = config.limits();
        this.feed = feed;
        this.clock = clock;
    }

    /** What the last look at the slot has shown. */
    public SlotView slot() {
        return slot;
    }

    /** How the database was set up at the last look. */
    public SetUpView setUp() {
        return setUp;
    }

    void start(@Observes StartupEvent startup) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent shutdown) throws InterruptedException {
        stopping.countDown();
        thread.join(STOP_MAX);
    }

    private void run() {
        try {
            do {
                look();
            } while (!stopping.await(limits.interval().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error defect) {
            LOG.error("nobody watches the slot any more: a defect of the relay", defect);
        } finally {
            slot = new SlotView.Unseen();
            disconnect();
        }
    }

    private void look() {
        try {
            WatchConnection open = connection;
            if (open == null) {
                open = database.openWatch();
                connection = open;
            }
            checkSetUp(open);
            lookAtSlot(open);
        } catch (NotReadyException refused) {
            setUp = new SetUpView(Objects.toString(refused.getMessage()), setUp.warnings());
            unseen(refused);
        } catch (SQLException away) {
            unseen(away);
        } catch (OutOfMemoryError crowded) {
            // Of the relay's thread, which stops then and says so: the watch is needed after it.
            unseen(crowded);
        }
    }

    private void unseen(Throwable cause) {
        LOG.debugf(cause, "the slot could not be looked at");
        slot = new SlotView.Unseen();
        disconnect();
    }

    private void checkSetUp(WatchConnection open) throws SQLException {
        Instant now = clock.instant();
        if (now.isBefore(checksDueAt) && setUp.error().isEmpty()) {
            return;
        }
        setUp = new SetUpView(error(open), open.warnings(publication));
        log.warnings(setUp.warnings());
        checksDueAt = now.plus(limits.checksInterval());
    }

    private String error(WatchConnection open) throws SQLException {
        try {
            open.requireReady(publication);
            return "";
        } catch (NotReadyException advice) {
            return Objects.toString(advice.getMessage());
        }
    }

    private void lookAtSlot(WatchConnection open) throws SQLException {
        SlotHealth health = open.slot().orElse(null);
        if (health == null) {
            slot = new SlotView.NoSlot();
            return;
        }
        Lag lag = lag(health);
        Judgement judgement =
                Judgement.of(health, limits.walAlarm()).orBehind(lag, limits.lagAlarm());
        relieve(health, judgement);
        slot = new SlotView.Seen(health, judgement.alarm(), judgement.reason(), lag);
        if (log.isNews(health, judgement)) {
            log.alarm(health, judgement, open.oldestTransaction());
        }
    }

    /** How far a relay that stands by is behind is the other one's to say. */
    private @Nullable Lag lag(SlotHealth health) {
        if (feed.standsBy()) {
            lagMeter.forget();
            return null;
        }
        return lagMeter.measure(health, feed.reached());
    }

    /** What is given up at each level, in order. */
    private void relieve(SlotHealth health, Judgement judgement) {
        switch (judgement.alarm()) {
            case NONE, LOST -> relief.end();
            case RAISED -> {
                if (relief.isStillPossible(health)) {
                    feed.shed();
                }
            }
            case HIGH -> {
                if (relief.isPossible(health, judgement.windowKeeps())) {
                    feed.shed();
                }
            }
            case CRITICAL -> {
                if (relief.isPossible(health, judgement.windowKeeps())) {
                    feed.shedWithoutDelay();
                }
            }
        }
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
