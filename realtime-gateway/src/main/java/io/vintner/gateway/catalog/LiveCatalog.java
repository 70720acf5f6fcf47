package io.vintner.gateway.catalog;

import io.quarkus.runtime.StartupEvent;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import io.vintner.gateway.database.Database;
import io.vintner.gateway.database.DatabaseAwayException;
import io.vintner.gateway.database.KeptSession;
import io.vintner.gateway.database.Session;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The newest {@link Catalog}. A thread of its own asks PostgreSQL for the digest of what it
 * declares at every {@link CatalogConfig#pollInterval()} and reads it again when it differs. When
 * PostgreSQL is away, the last snapshot stays. Thread-safe; waiting methods are for virtual
 * threads.
 */
@ApplicationScoped
public class LiveCatalog {

    private static final Logger LOG = Logger.getLogger(LiveCatalog.class);
    private static final int READ_ATTEMPTS = 3;
    private static final Duration STOP_MAX = Duration.ofSeconds(2);

    private final KeptSession kept;
    private final CatalogConfig config;
    private final List<Listener> listeners = new ArrayList<>();
    private final ReentrantLock publishing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private volatile @Nullable Catalog current;
    private volatile boolean reachable;
    private volatile boolean stopped;
    private @Nullable Thread watch;
    private long pollsWanted;
    private long pollsDone;

    /** Hears of every new snapshot, on the catalog's thread, before anybody gets it. */
    public interface Listener {
        void changed(Catalog catalog);
    }

    public LiveCatalog(Database database, CatalogConfig config) {
        this.kept = new KeptSession(database::open);
        this.config = config;
    }

    /**
     * Reads the catalog, or, if PostgreSQL is away, goes on without it.
     *
     * @throws IllegalStateException if the gateway's role is one that must not be used
     */
    void start(@Observes StartupEvent event) {
        try {
            poll();
            reachable = true;
        } catch (UnsafeRoleException unsafe) {
            throw new IllegalStateException(unsafe.getMessage(), unsafe);
        } catch (DatabaseAwayException | PgException later) {
            LOG.warnf("the catalog of PostgreSQL cannot be read yet: %s", reason(later));
            kept.close();
        }
        start();
    }

    /** Begins to watch. */
    public void start() {
        watch = Thread.ofVirtual().name("catalog-watch").start(this::watch);
    }

    /** Ends watching; the last snapshot stays. */
    @PreDestroy
    public void stop() {
        stopped = true;
        Thread watching = watch;
        if (watching == null) {
            return;
        }
        watching.interrupt();
        try {
            watching.join(STOP_MAX);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /** Calls {@code listener} with the present snapshot, if there is one, and every later one. */
    public void onChange(Listener listener) {
        publishing.lock();
        try {
            listeners.add(listener);
            Catalog catalog = current;
            if (catalog != null) {
                listener.changed(catalog);
            }
        } finally {
            publishing.unlock();
        }
    }

    /** The newest snapshot; null until the first was read. */
    public @Nullable Catalog current() {
        return current;
    }

    /** Whether the last question to PostgreSQL was answered. */
    public boolean isReachable() {
        return reachable;
    }

    /** As {@link #current()}, but waits for the first snapshot as long as configured. */
    public @Nullable Catalog awaitFirst() {
        Catalog catalog = current;
        if (catalog != null) {
            return catalog;
        }
        long nanos = config.firstMax().toNanos();
        lock.lock();
        try {
            while (current == null && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return current;
    }

    /**
     * Asks PostgreSQL now instead of at the next poll, and waits for that: for a change whose table
     * the snapshot does not know, or not in this shape.
     */
    public @Nullable Catalog refresh() {
        long nanos = config.readMax().toNanos();
        lock.lock();
        try {
            long mine = ++pollsWanted;
            changed.signalAll();
            while (pollsDone < mine && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return current;
    }

    private void watch() {
        while (!stopped) {
            long wanted = wanted();
            try {
                poll();
                if (!reachable) {
                    LOG.info("the catalog of PostgreSQL is being watched");
                }
                reachable = true;
            } catch (DatabaseAwayException | PgException | UnsafeRoleException failure) {
                kept.close();
                if (reachable || current == null) {
                    LOG.warnf("the catalog of PostgreSQL cannot be read: %s", reason(failure));
                }
                reachable = false;
            } catch (RuntimeException ours) {
                kept.close();
                reachable = false;
                LOG.error("the catalog of PostgreSQL could not be taken in", ours);
            }
            rest(wanted);
        }
        kept.close();
    }

    private static @Nullable String reason(Exception failure) {
        Throwable cause = failure.getCause();
        return failure.getMessage() + (cause == null ? "" : ", " + cause);
    }

    private long wanted() {
        lock.lock();
        try {
            return pollsWanted;
        } finally {
            lock.unlock();
        }
    }

    /** Tells those who wait that the poll is done, then waits for the next. */
    private void rest(long wanted) {
        lock.lock();
        try {
            pollsDone = Math.max(pollsDone, wanted);
            changed.signalAll();
            long nanos = config.pollInterval().toNanos();
            while (!stopped && pollsWanted == pollsDone && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException stop) {
            stopped = true;
        } finally {
            lock.unlock();
        }
    }

    private void poll() throws DatabaseAwayException, UnsafeRoleException {
        Session session = kept.get();
        String fingerprint = ask(session, CatalogSql.FINGERPRINT).getString(0);
        Catalog known = current;
        if (known != null && known.fingerprint().equals(fingerprint)) {
            return;
        }
        // Some of PostgreSQL's catalog functions look past the statement's snapshot: a reading
        // counts only if the digest afterwards is still the same.
        for (int attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
            Row row = ask(session, CatalogSql.READ);
            String after = ask(session, CatalogSql.FINGERPRINT).getString(0);
            if (after.equals(row.getString(1))) {
                publish(CatalogReader.read(row.getString(0), after));
                return;
            }
        }
        LOG.debug("the catalog changes faster than it can be read; the next poll tries again");
    }

    private void publish(Catalog catalog) {
        publishing.lock();
        try {
            listeners.forEach(listener -> listener.changed(catalog));
            current = catalog;
        } finally {
            publishing.unlock();
        }
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        LOG.infof("the catalog was read, tables=%d", catalog.tables().size());
    }

    private Row ask(Session session, String sql) throws DatabaseAwayException {
        return Session.await(session.send(sql, Tuple.of(config.publication())), config.readMax())
                .iterator()
                .next();
    }
}
