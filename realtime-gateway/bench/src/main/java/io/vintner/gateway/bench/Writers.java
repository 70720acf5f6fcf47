package io.vintner.gateway.bench;

import io.vintner.measure.BrokenMeasureException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sessions that write loads at fixed moments (an open loop): whatever is slow, the moments stay,
 * and each row carries its own, from which its age counts. Rows of one group are written by one
 * session, so that they are committed in their order.
 */
final class Writers implements AutoCloseable {

    private static final int SESSIONS = 16;
    private static final long LEAD_NANOS = 50_000_000;
    private static final long LATENCY_MAX_MICROS = 600_000_000;

    private final List<Connection> sessions = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Writers(BenchDatabase database) throws SQLException {
        for (int i = 0; i < SESSIONS; i++) {
            sessions.add(database.postgres().connect());
        }
    }

    /** As {@link #write}, while something else happens. */
    CompletableFuture<Written> begin(Load load) {
        CompletableFuture<Written> written = new CompletableFuture<>();
        var _ =
                threads.submit(() -> {
                    try {
                        written.complete(write(load));
                    } catch (BrokenMeasureException | InterruptedException failure) {
                        written.completeExceptionally(failure);
                    }
                });
        return written;
    }

    /** Waits until all of it is written. */
    static void await(CompletableFuture<Written> written)
            throws BrokenMeasureException, InterruptedException {
        try {
            written.get();
        } catch (ExecutionException failure) {
            throw new BrokenMeasureException("a writer failed", failure);
        }
    }

    /** Writes all of it. */
    Written write(Load load) throws BrokenMeasureException, InterruptedException {
        int count = Math.min(SESSIONS, load.lanes());
        long start = System.nanoTime() + LEAD_NANOS;
        Instant startInstant = Instant.now().plusNanos(LEAD_NANOS);
        long startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, startInstant);
        Histogram commits = new ConcurrentHistogram(LATENCY_MAX_MICROS, 3);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Connection session = sessions.get(i);
            int remainder = i;
            all.add(
                    threads.submit(() -> {
                        Schedule schedule = new Schedule(start, startMicros, count, remainder);
                        write(session, load, schedule, commits);
                        return null;
                    }));
        }
        try {
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException failure) {
            throw new BrokenMeasureException("a writer failed", failure);
        }
        // The last transaction has its share of the time, too.
        long planned = load.nanosTo(load.transactions());
        return new Written(
                load.rows() * 1e9 / Math.max(planned, System.nanoTime() - start),
                commits.getValueAtPercentile(50),
                commits.getValueAtPercentile(99));
    }

    /**
     * Which transactions one session writes: those of each lane that leaves its remainder.
     *
     * @param start by the clock that only goes forward
     * @param startMicros the same moment since 1970
     */
    private record Schedule(long start, long startMicros, int sessions, int remainder) {

        boolean has(Load load, long transaction) {
            return transaction % load.lanes() % sessions == remainder;
        }
    }

    private static void write(Connection session, Load load, Schedule schedule, Histogram commits)
            throws SQLException {
        try (PreparedStatement insert = session.prepareStatement(load.table().insert())) {
            for (long number = 0; number < load.transactions(); number++) {
                if (schedule.has(load, number)) {
                    long offset = load.nanosTo(number);
                    long wait = schedule.start() + offset - System.nanoTime();
                    if (wait > 0) {
                        LockSupport.parkNanos(wait);
                    }
                    insert.setLong(1, load.firstId() + number * load.transactionRows());
                    insert.setLong(2, schedule.startMicros() + offset / 1_000);
                    insert.setInt(3, load.group(number));
                    insert.setInt(4, load.transactionRows());
                    insert.executeUpdate();
                    long late = System.nanoTime() - schedule.start() - offset;
                    commits.recordValue(Math.clamp(late / 1_000, 0, LATENCY_MAX_MICROS));
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        threads.close();
        for (Connection session : sessions) {
            session.close();
        }
    }
}
