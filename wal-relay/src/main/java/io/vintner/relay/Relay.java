package io.vintner.relay;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vintner.change.Generation;
import io.vintner.relay.pgoutput.MalformedPgOutputException;
import io.vintner.relay.replication.AttachedPartition;
import io.vintner.relay.replication.DatabaseCatalog;
import io.vintner.relay.replication.NotReadyException;
import io.vintner.relay.replication.RelayDatabase;
import io.vintner.relay.replication.RelayDatabase.Cluster;
import io.vintner.relay.replication.RelayDatabase.ReplicationLink;
import io.vintner.relay.replication.ReplicationConfig;
import io.vintner.relay.replication.ReplicationSlot;
import io.vintner.relay.replication.ReplicationStream;
import io.vintner.relay.replication.SlotHeldException;
import io.vintner.relay.replication.SlotHolder;
import io.vintner.relay.replication.SlotLostException;
import io.vintner.relay.serve.ChangeFeed;
import io.vintner.relay.serve.Pause;
import io.vintner.relay.transaction.RelationCatalog;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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

    /** How often a standby looks at the slot. */
    private static final Duration STANDBY_LOOK = Duration.ofMillis(250);

    /** The same while it is being taken. */
    private static final Duration TAKING_LOOK = Duration.ofMillis(20);

    private static final String ADMIN_SHUTDOWN = "57P01";

    private final RelayDatabase database;
    private final ReplicationConfig config;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final RelationCatalog relations = new RelationCatalog();
    private final Set<AttachedPartition> settledPartitions = new HashSet<>();
    private final RandomGenerator chance = RandomGenerator.getDefault();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("vintner-relay").daemon().unstarted(this::run);
    private volatile RelayState state = new RelayState.Connecting();
    private final AtomicLong sessions = new AtomicLong();

    /** When the database was last heard of; long ago, before it ever was. */
    private Instant heardAt = Instant.EPOCH;

    /** The name of the slot that it last read from; empty before. */
    private String slot = "";

    private int failures;
    private boolean ended;
    private String lastReason = "";

    public Relay(
            RelayDatabase database,
            ReplicationConfig config,
            ChangeFeed feed,
            InstantSource clock) {
        if (config.takeoverAfter().compareTo(config.linkTimeout()) < 0) {
            throw new IllegalStateException(
                    "vintner.relay.replication.takeover-after is at least link-timeout (%s), came %s"
                            .formatted(config.linkTimeout(), config.takeoverAfter()));
        }
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
        } catch (OutOfMemoryError crowded) {
            stopForGood(MemoryAdvice.of(Runtime.getRuntime().maxMemory(), slot), crowded);
        } catch (RuntimeException | Error defect) {
            stopForGood("a defect of the relay: " + defect, defect);
        } finally {
            feed.pause(Pause.AWAY);
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
        // Whoever ended the connection on purpose wants the slot, or stops the database.
        Duration delay = ended ? RETRY.ceiling() : RETRY.delay(failures, chance);
        if (stopping.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.debug("stopped while waiting");
        }
    }

    /** One try, from connecting to the break; the reason of its end is for an operator. */
    private String session() throws InterruptedException {
        ended = false;
        try (DatabaseCatalog catalog = database.openCatalog()) {
            while (stopping.getCount() > 0) {
                catalog.requireReady(config.publication());
                ReplicationSlot slot = catalog.claimSlot();
                try {
                    stream(catalog, slot);
                    return "the stream ended";
                } catch (SlotHeldException held) {
                    standBy(catalog, slot);
                }
            }
            return "stopped";
        } catch (NotReadyException advice) {
            return Objects.toString(advice.getMessage());
        } catch (SQLException broken) {
            ended = ADMIN_SHUTDOWN.equals(broken.getSQLState());
            return "no connection to the database: " + broken.getMessage();
        } catch (CatalogFacts.UnavailableException broken) {
            return "no connection to the catalog: " + broken.getMessage();
        } finally {
            boolean soon = clock.instant().isBefore(heardAt.plus(config.linkTimeout()));
            feed.pause(soon ? Pause.RECONNECTING : Pause.AWAY);
        }
    }

    private void stream(DatabaseCatalog catalog, ReplicationSlot slot)
            throws SQLException, NotReadyException, SlotHeldException, InterruptedException {
        try (ReplicationLink link = database.openLink()) {
            Cluster cluster = link.identify();
            Generation generation =
                    new Generation(slot.number(), cluster.timeline(), cluster.system());
            if (feed.contradicts(generation, cluster.reached())) {
                throw new SlotLostException(RelaySession.OTHER_HISTORY);
            }
            ReplicationStream stream = link.stream(slot);
            PartitionWatch partitions =
                    new PartitionWatch(catalog, config.publication(), slot, settledPartitions);
            partitions.look(clock.millis());
            // Only now, when nobody else can read from the slot, does its place stand still.
            feed.begin(generation, catalog.confirmed(slot), cluster.reached());
            sessions.incrementAndGet();
            failures = 0;
            this.slot = slot.name();
            state = new RelayState.Streaming(slot.name());
            LOG.infof("streaming slot=%s generation=%s", slot.name(), generation);
            read(new RelaySession.Parts(generation, stream, catalog, relations, partitions));
        } catch (SlotLostException lost) {
            LOG.warnf(lost, "a new slot is needed slot=%s", slot.name());
            catalog.dropSlot(slot);
        }
    }

    private void read(RelaySession.Parts parts)
            throws SQLException, SlotLostException, InterruptedException {
        Duration silence = Duration.ZERO;
        try {
            new RelaySession(parts, feed, clock).run();
        } catch (SQLException broken) {
            if (broken.getCause() instanceof SocketTimeoutException) {
                silence = config.linkTimeout();
            }
            throw broken;
        } finally {
            heardAt = clock.instant().minus(silence);
        }
    }

    /** Another connection has the slot. Returns when it is to be tried again. */
    private void standBy(DatabaseCatalog catalog, ReplicationSlot slot)
            throws SQLException, InterruptedException {
        TakeoverRule rule = new TakeoverRule(config.takeoverAfter());
        Optional<SlotHolder> found = catalog.holder(slot);
        while (found.isPresent() && stopping.getCount() > 0) {
            SlotHolder holder = found.get();
            boolean taking = holder.own();
            if (!holder.own()) {
                feed.pause(Pause.STANDBY);
                standingBy(slot, holder);
                taking = rule.isDue(holder, feed.wantedFor(), clock.instant());
            }
            if (taking) {
                LOG.warnf(
                        "ending the connection that has the slot slot=%s pid=%d own=%b",
                        slot.name(), holder.pid(), holder.own());
                catalog.end(slot, holder);
            }
            Duration pause = taking ? TAKING_LOOK : STANDBY_LOOK;
            if (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                found = catalog.holder(slot);
            }
        }
    }

    private void standingBy(ReplicationSlot slot, SlotHolder holder) {
        boolean known =
                state instanceof RelayState.Standby(String _, SlotHolder before)
                        && before.isSameConnection(holder);
        failures = 0;
        state = new RelayState.Standby(slot.name(), holder);
        if (!known) {
            LOG.infof(
                    "standing by, another relay has the slot slot=%s pid=%d address=%s since=%s",
                    slot.name(), holder.pid(), holder.address(), holder.since());
        }
    }
}
