package io.vintner.relay.bench;

import io.vintner.measure.BrokenMeasureException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Commits single rows at fixed moments (an open loop): a slow commit delays no other, because each
 * of several sessions has moments of its own.
 */
final class CommitPace {

    static final int PER_SECOND = 1_000;

    private static final int SESSIONS = 16;
    private static final long PERIOD_NANOS = 1_000_000_000L / PER_SECOND;

    private final BenchDatabase database;

    CommitPace(BenchDatabase database) {
        this.database = database;
    }

    /** Writes the rows of {@code load}; returns how many a second it were. */
    double write(Load load) throws BrokenMeasureException, SQLException, InterruptedException {
        List<Connection> sessions = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SESSIONS; i++) {
                sessions.add(database.connect());
            }
            long start = System.nanoTime();
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                int first = i;
                writers.add(threads.submit(() -> write(sessions.get(first), start, load, first)));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            return load.rows() * 1e9 / (System.nanoTime() - start);
        } catch (ExecutionException failure) {
            throw new BrokenMeasureException("a writer failed", failure);
        } finally {
            for (Connection session : sessions) {
                session.close();
            }
        }
    }

    /** Every {@value #SESSIONS}th row, from the row number {@code first} on. */
    private static Void write(Connection session, long start, Load load, int first)
            throws SQLException {
        String insert =
                """
                insert into job_lines
                select id, md5(id::text)::uuid, clock_timestamp(), rpad('', 168, '.')
                  from (values (?)) as row (id)
                """;
        try (PreparedStatement statement = session.prepareStatement(insert)) {
            for (int i = first; i < load.rows(); i += SESSIONS) {
                long wait = start + i * PERIOD_NANOS - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                }
                statement.setLong(1, load.firstId() + i);
                statement.executeUpdate();
            }
        }
        return null;
    }
}
