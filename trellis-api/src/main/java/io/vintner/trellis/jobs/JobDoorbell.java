package io.vintner.trellis.jobs;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import io.vintner.trellis.database.DatabaseConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Wakes waiting claims when a job was queued, on whichever node. A doorbell only: it may ring for
 * nothing, and a claim looks from time to time although it did not ring. Thread-safe.
 */
@ApplicationScoped
class JobDoorbell {

    private static final String CHANNEL = "vintner_jobs";
    private static final long RECONNECT_MS = 1_000;

    private final Vertx vertx;
    private final DatabaseConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private long rings;
    private boolean closed;
    private @Nullable PgSubscriber subscriber;

    JobDoorbell(Vertx vertx, DatabaseConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    void listen(@Observes StartupEvent event) {
        PgConnectOptions options =
                PgConnectOptions.fromUri(config.url())
                        .setUser(config.user())
                        .setPassword(config.password().value());
        PgSubscriber listening =
                PgSubscriber.subscriber(vertx, options).reconnectPolicy(tries -> RECONNECT_MS);
        // After a lost connection, rings may have been missed: look once.
        listening.channel(CHANNEL).subscribeHandler(again -> ring()).handler(nothing -> ring());
        listening.connect();
        subscriber = listening;
    }

    void close(@Observes ShutdownEvent event) {
        PgSubscriber listening = subscriber;
        if (listening != null) {
            listening.close();
        }
        lock.lock();
        try {
            closed = true;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** To be taken before looking, and given to {@link #awaitRing}. */
    long ticket() {
        lock.lock();
        try {
            return rings;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until it rings after {@code ticket} was taken, or {@code max} has passed.
     *
     * @return false when the service is stopping
     */
    boolean awaitRing(long ticket, Duration max) {
        lock.lock();
        try {
            long left = max.toNanos();
            while (!closed && rings == ticket && left > 0) {
                left = rung.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void ring() {
        lock.lock();
        try {
            rings++;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
