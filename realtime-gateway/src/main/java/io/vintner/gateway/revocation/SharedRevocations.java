package io.vintner.gateway.revocation;

import io.vertx.pgclient.PgException;
import io.vintner.gateway.database.Database;
import io.vintner.gateway.database.DatabaseAwayException;
import io.vintner.gateway.database.KeptSession;
import io.vintner.gateway.database.Session;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link Revocations} of all gateways of a database the same, through one table. A thread
 * of its own asks at every {@link RevocationConfig#pollInterval()} for what is new; the connection
 * is closed on any doubt. Without the table everything stays in memory. Thread-safe.
 */
@ApplicationScoped
public class SharedRevocations {

    private static final Logger LOG = Logger.getLogger(SharedRevocations.class);
    private static final Duration TABLE_LOOK = Duration.ofSeconds(10);
    private static final Duration CLEANING = Duration.ofMinutes(1);
    private static final Duration STOP_MAX = Duration.ofSeconds(2);

    private final RevocationConfig config;
    private final Revocations revocations;
    private final InstantSource clock;
    private final RevocationTable table;
    private final KeptSession session;
    private final Set<Revocation> unstored = ConcurrentHashMap.newKeySet();

    /** Whoever uses the connection. */
    private final ReentrantLock turn = new ReentrantLock();

    private final CountDownLatch stop = new CountDownLatch(1);
    private @Nullable Thread watch;
    private State state = State.UNKNOWN;
    private Instant lookAt = Instant.MIN;
    private Instant cleanAt = Instant.MIN;
    private long seq = -1;

    private enum State {
        UNKNOWN,
        AWAY,
        NO_TABLE,
        SHARED
    }

    /** Where a revocation is kept. */
    enum Kept {
        /** In the table: on every gateway, over restarts. */
        DATABASE,
        /** Here only, until this gateway stops: there is no table. */
        MEMORY,
        /** Here only, until PostgreSQL is back; stored then. */
        MEMORY_FOR_NOW
    }

    public SharedRevocations(
            Database database,
            RevocationConfig config,
            Revocations revocations,
            InstantSource clock) {
        this.session = new KeptSession(database::open);
        this.config = config;
        this.revocations = revocations;
        this.clock = clock;
        this.table = new RevocationTable(config.answerMax());
    }

    /**
     * Reads what other gateways have revoked, before any client is admitted, or goes on without it
     * if PostgreSQL is away; then watches.
     */
    public void start() {
        look();
        watch = Thread.ofVirtual().name("revocations").start(this::watch);
    }

    /** Ends watching. */
    @PreDestroy
    public void stop() {
        stop.countDown();
        Thread watching = watch;
        if (watching == null) {
            return;
        }
        try {
            watching.join(STOP_MAX);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Refuses these tokens from now on: at once here, and as fast as they look everywhere else.
     * Waits for PostgreSQL: for virtual threads.
     */
    Kept revoke(Revocation revocation) {
        revocations.add(List.of(revocation));
        unstored.add(revocation);
        look();
        if (!unstored.contains(revocation)) {
            return Kept.DATABASE;
        }
        turn.lock();
        try {
            return state == State.NO_TABLE ? Kept.MEMORY : Kept.MEMORY_FOR_NOW;
        } finally {
            turn.unlock();
        }
    }

    private void watch() {
        try {
            while (!stop.await(config.pollInterval().toNanos(), TimeUnit.NANOSECONDS)) {
                look();
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        turn.lock();
        try {
            session.close();
        } finally {
            turn.unlock();
        }
    }

    /** Stores what is not yet stored, then reads what is new. */
    private void look() {
        turn.lock();
        try {
            Instant now = clock.instant();
            revocations.forgetExpired(now);
            unstored.removeIf(one -> !one.expiresAt().isAfter(now));
            if (state == State.NO_TABLE && now.isBefore(lookAt)) {
                return;
            }
            share(now);
        } catch (DatabaseAwayException | PgException away) {
            session.close();
            if (state != State.AWAY) {
                LOG.warnf(
                        "revocations cannot be shared with other gateways now: %s",
                        away.getMessage());
            }
            state = State.AWAY;
        } catch (RuntimeException ours) {
            session.close();
            LOG.error("revocations could not be shared", ours);
        } finally {
            turn.unlock();
        }
    }

    private void share(Instant now) throws DatabaseAwayException {
        Session open = session.get();
        if (state != State.SHARED && !table.isThere(open)) {
            if (state != State.NO_TABLE) {
                LOG.warn(
                        "there is no table vintner.revocations: revocations are kept in memory and"
                                + " other gateways do not hear of them; run gateway.sql as the"
                                + " database's owner");
            }
            state = State.NO_TABLE;
            lookAt = now.plus(TABLE_LOOK);
            return;
        }
        if (state != State.SHARED) {
            // It may be another table, or another state of it, than the one that was read.
            seq = -1;
        }
        for (Revocation one : List.copyOf(unstored)) {
            table.store(open, one);
            unstored.remove(one);
        }
        read(open);
        if (state != State.SHARED) {
            LOG.infof("revocations are shared, known=%d", revocations.size());
            state = State.SHARED;
        }
        if (!now.isBefore(cleanAt)) {
            table.removeExpired(open);
            cleanAt = now.plus(CLEANING);
        }
    }

    private void read(Session open) throws DatabaseAwayException {
        RevocationTable.Batch batch;
        do {
            batch = table.after(open, seq);
            revocations.add(batch.revocations());
            seq = batch.seq();
        } while (batch.mayBeMore());
    }
}
