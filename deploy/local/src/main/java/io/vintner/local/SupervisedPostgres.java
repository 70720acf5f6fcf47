package io.vintner.local;

import io.vintner.local.process.RetryPolicy;
import io.vintner.postgres.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL, started again when it ends without being asked to. Thread-safe. */
final class SupervisedPostgres implements AutoCloseable {

    /** The name under which it is written down. */
    static final String NAME = "postgres";

    private final LocalPostgres server;
    private final RunFolder running;
    private final RetryPolicy restarts;
    private final InstantSource clock;
    private final Consumer<String> news;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private @Nullable ProcessHandle process;

    private SupervisedPostgres(
            LocalPostgres server, RunFolder running, InstantSource clock, Consumer<String> news) {
        this.server = server;
        this.running = running;
        this.restarts = RetryPolicy.STANDARD;
        this.clock = clock;
        this.news = news;
    }

    /** Starts it on the settings' folder and port; its log lies with those of the services. */
    static SupervisedPostgres start(
            LocalSettings settings, InstantSource clock, Consumer<String> news) {
        Path logs = settings.logsFolder();
        Map<String, String> log =
                Map.of(
                        "logging_collector", "on",
                        "log_directory", logs.toString(),
                        "log_filename", "postgres.log",
                        "log_rotation_age", "0",
                        "log_rotation_size", "0",
                        "unix_socket_directories", "");
        LogFiles.turn(logs.resolve("postgres.log"));
        int port = settings.ports().postgres().number();
        LocalPostgres server = LocalPostgres.start(settings.postgresFolder(), port, log);
        SupervisedPostgres postgres =
                new SupervisedPostgres(server, new RunFolder(settings.runFolder()), clock, news);
        postgres.wroteDown(server.process());
        Thread.ofVirtual().name("watch-postgres").start(postgres::watch);
        return postgres;
    }

    /** A new connection as the superuser. */
    Connection connect() throws SQLException {
        return server.connect();
    }

    /** Stops it as an operator would and starts it again. */
    void restart() {
        lock.lock();
        try {
            server.stop();
            server.start();
            wroteDown(server.process());
        } finally {
            lock.unlock();
        }
    }

    /** Its first process, which changes with every start. */
    ProcessHandle process() {
        lock.lock();
        try {
            return Objects.requireNonNull(process);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        stopAsked.countDown();
        lock.lock();
        try {
            server.stop();
            running.leave(NAME);
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        try {
            int deaths = 0;
            while (true) {
                ProcessHandle watched = process();
                long began = clock.millis();
                var _ = watched.onExit().join();
                if (stopAsked.getCount() == 0) {
                    return;
                }
                boolean onPurpose = !watched.equals(process());
                boolean calm = clock.millis() - began >= restarts.calm().toMillis();
                deaths = onPurpose ? 0 : calm ? 1 : deaths + 1;
                if (!onPurpose && !startAgain(watched, deaths)) {
                    return;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** False when nothing is to be watched any more. */
    private boolean startAgain(ProcessHandle ended, int deaths) throws InterruptedException {
        if (!restarts.allows(deaths)) {
            news.accept(
                    "PostgreSQL ended %d times in a row and is not started again"
                            .formatted(deaths));
            return false;
        }
        Duration delay = restarts.delay(deaths);
        news.accept(
                "PostgreSQL ended and starts again in %.1f s".formatted(delay.toMillis() / 1000.0));
        if (stopAsked.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        lock.lock();
        try {
            if (stopAsked.getCount() > 0 && ended.equals(process)) {
                revive();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Starts it; one that does not start counts as one that ended at once. */
    private void revive() {
        try {
            server.revive();
            wroteDown(server.process());
        } catch (IllegalStateException failed) {
            news.accept("PostgreSQL did not start: " + Failures.sentence(failed));
        }
    }

    private void wroteDown(ProcessHandle started) {
        process = started;
        running.enter(NAME, started);
    }
}
