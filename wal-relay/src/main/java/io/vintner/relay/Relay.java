package io.vintner.relay;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vintner.change.Generation;
import io.vintner.relay.pgoutput.MalformedPgOutputException;
import io.vintner.relay.replication.DatabaseCatalog;
import io.vintner.relay.replication.NotReadyException;
import io.vintner.relay.replication.RelayDatabase;
import io.vintner.relay.replication.RelayDatabase.Cluster;
import io.vintner.relay.replication.RelayDatabase.ReplicationLink;
import io.vintner.relay.replication.ReplicationConfig;
import io.vintner.relay.replication.ReplicationSlot;
import io.vintner.relay.replication.ReplicationStream;
import io.vintner.relay.replication.SlotHeldException;
import io.vintner.relay.replication.SlotLostException;
import io.vintner.relay.serve.ChangeFeed;
import io.vintner.relay.transaction.RelationCatalog;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * The loop of the service: opens a session with the database, streams until it breaks, and tries
 * again. One thread of its own; {@link #state()} may be asked by any.
 */
@Singleton
public class Relay {

    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final RetryPolicy RETRY =
            new RetryPolicy(Duration.ofMillis(50), Duration.ofSeconds(1));
    private static final Duration STOP_MAX = Duration.ofSeconds(2);

    private final RelayDatabase database;
    private final ReplicationConfig config;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final RelationCatalog relations = new RelationCatalog();
    private final RandomGenerator chance = RandomGenerator.getDefault();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("vintner-relay").daemon().unstarted(this::run);
    private volatile RelayState state = new RelayState.Connecting();
    private final AtomicLong sessions = new AtomicLong();
    private int failures;
    private String lastReason = "";

    public Relay(
            RelayDatabase database,
            ReplicationConfig config,
            ChangeFeed feed,
            InstantSource clock) {
        this.database = database;
        this.config = config;
        this.feed = feed;
        this.clock = clock;
    }

    /** What it is doing. */
    public RelayState state() {
        return state;
    }

    /** The number of sessions in which it has streamed. */
    public long sessionCount() {
        return sessions.get();
    }

    void start(@Observes StartupEvent startup) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent shutdown) throws InterruptedException {
        stopping.countDown();
        database.cut();
        thread.join(STOP_MAX);
    }

    private void run() {
        try {
            while (stopping.getCount() > 0) {
                state = new RelayState.Connecting();
                String reason = session();
                if (stopping.getCount() > 0) {
                    waitFor(reason);
                }
            }
            state = new RelayState.Stopped("stopped");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            state = new RelayState.Stopped("interrupted");
        } catch (MalformedPgOutputException malformed) {
            stopForGood(
                    "PostgreSQL sent what this relay cannot read: %s. Nothing is skipped; upgrade the relay"
                            .formatted(malformed.getMessage()),
                    malformed);
        } catch (RuntimeException | Error defect) {
            stopForGood("a defect of the relay: " + defect, defect);
        } finally {
            feed.interrupted();
        }
    }

    private void stopForGood(String reason, Throwable cause) {
        LOG.errorf(cause, "the relay has stopped: %s", reason);
        state = new RelayState.Stopped(reason);
    }

    private void waitFor(String reason) throws InterruptedException {
        failures++;
        state = new RelayState.Waiting(reason);
        if (failures == 1 || !reason.equals(lastReason)) {
            LOG.warnf("no stream from the database, trying again: %s", reason);
        }
        lastReason = reason;
        Duration delay = RETRY.delay(failures, chance);
        if (stopping.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.debug("stopped while waiting");
        }
    }

    /** One try, from connecting to the break; the reason of its end is for an operator. */
    private String session() throws InterruptedException {
        try (DatabaseCatalog catalog = database.openCatalog()) {
            catalog.requireReady(config.publication());
            stream(catalog);
            return "the stream ended";
        } catch (NotReadyException advice) {
            return Objects.toString(advice.getMessage());
        } catch (SlotHeldException held) {
            return Objects.toString(held.getMessage());
        } catch (SQLException broken) {
            return "no connection to the database: " + broken.getMessage();
        } catch (CatalogFacts.UnavailableException broken) {
            return "no connection to the catalog: " + broken.getMessage();
        } finally {
            feed.interrupted();
        }
    }

    private void stream(DatabaseCatalog catalog)
            throws SQLException, NotReadyException, SlotHeldException, InterruptedException {
        ReplicationSlot slot = catalog.claimSlot();
        try (ReplicationLink link = database.openLink()) {
            Cluster cluster = link.identify();
            Generation generation =
                    new Generation(slot.number(), cluster.timeline(), cluster.system());
            if (feed.contradicts(generation, cluster.reached())) {
                LOG.warnf("the database was set back; a new slot is needed slot=%s", slot.name());
                catalog.dropSlot(slot);
                return;
            }
            ReplicationStream stream = link.stream(slot, feed.resumable(generation));
            // Only now, when nobody else can read from the slot, does its place stand still.
            feed.begin(generation, catalog.confirmed(slot), cluster.reached());
            sessions.incrementAndGet();
            failures = 0;
            state = new RelayState.Streaming(slot.name());
            LOG.infof("streaming slot=%s generation=%s", slot.name(), generation);
            new RelaySession(
                            new RelaySession.Parts(generation, stream, catalog, relations),
                            feed,
                            clock)
                    .run();
        } catch (SlotLostException lost) {
            LOG.warnf(lost, "the slot is lost, a new one is needed slot=%s", slot.name());
            catalog.dropSlot(slot);
        }
    }
}
