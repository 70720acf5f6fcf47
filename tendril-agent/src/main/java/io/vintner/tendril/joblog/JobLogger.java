package io.vintner.tendril.joblog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ships the output of one job while it grows. Output waits at most {@link #FLUSH_INTERVAL}, or
 * until more than {@link #FLUSH_BYTES} are pending, or until the job ends; then it is cut, written
 * to the spool on disk, and sent from there by a thread of its own, one request at a time.
 *
 * <p>The program that prints never waits for any of this: it writes to files. Within each stream
 * the order is exact; between streams it is the order in which the files were seen to grow.
 *
 * <p>After the spool was found damaged nothing is cut before the other side has said how far it
 * got. If that is further than what is left, the chunks between are lost here: how much output they
 * held is not known, so the log goes on with what stands behind the last good chunk, under a line
 * that says so. It will not pass for whole.
 *
 * <p>Thread-safe.
 */
public final class JobLogger implements Closeable {

    /** The longest that output waits before it is sent. */
    public static final Duration FLUSH_INTERVAL = Duration.ofSeconds(2);

    /** More pending output than this is sent at once. */
    public static final long FLUSH_BYTES = 10 * 1024;

    /** The shortest interval that the other side may ask for. */
    static final Duration FLUSH_INTERVAL_MIN = Duration.ofMillis(100);

    /** How often the output files are looked at. */
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);

    /**
     * How long the last chunks may fail to reach the disk before the rest of the log is given up.
     */
    private static final Duration SPOOL_FAILURE_MAX = Duration.ofMinutes(5);

    private static final int BATCH_CHUNKS_MAX = 64;
    private static final int BATCH_BYTES_MAX = 512 * 1024;

    private static final String DAMAGED =
            "the Tendril's copy of this log was damaged: lines below may repeat lines above";

    private static final Logger LOG = Logger.getLogger(JobLogger.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LogSpool spool;
    private final OutputFollower follower;

    private Duration flushInterval;
    private long unsentSeq;
    private boolean positionUnknown;
    private boolean finishing;
    private boolean finished;
    private boolean complete;
    private boolean closed;
    private @Nullable String closedReason;

    private JobLogger(LogSpool spool, OutputFollower follower, Duration flushInterval) {
        this.spool = spool;
        this.follower = follower;
        this.flushInterval = bounded(flushInterval);
        this.unsentSeq = spool.oldestSeq();
        this.positionUnknown = spool.damaged();
    }

    /**
     * Opens the log of a job; if the folder holds a spool of an earlier run, goes on behind it.
     *
     * @throws IOException if the folder cannot be used
     */
    public static JobLogger open(
            Path spoolFolder,
            JobOutput output,
            SecretMask mask,
            LogSettings settings,
            InstantSource clock)
            throws IOException {
        LogSpool spool = LogSpool.open(spoolFolder, settings.firstSeq());
        ChunkCutter cutter = new ChunkCutter(mask, settings.chunkBytesMax());
        OutputFollower follower = new OutputFollower(output, spool, cutter, settings, clock);
        return new JobLogger(spool, follower, settings.flushInterval());
    }

    /** Starts to follow and to ship, on two threads that end by themselves after the last chunk. */
    public void start(LogSink sink) {
        Thread.ofVirtual().name("job-log-follow").start(this::follow);
        Thread.ofVirtual().name("job-log-ship").start(() -> ship(sink));
    }

    /** Writes a line of the agent's own behind everything that the program has printed so far. */
    public void system(String line) {
        lock.lock();
        try {
            follower.system(line);
            if (!positionUnknown) {
                takeSystemLines();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void takeSystemLines() {
        try {
            follower.takeSystemLines();
        } catch (IOException later) {
            LOG.warn("job log line waits for the disk", later);
        }
    }

    /** The program has ended: returns when all of its output is in the spool. */
    public void finish() throws InterruptedException {
        lock.lock();
        try {
            finishing = true;
            changed.signalAll();
            long nanos = SPOOL_FAILURE_MAX.toNanos();
            while (!finished && !closed && closedReason == null) {
                long left = changed.awaitNanos(nanos);
                nanos = positionUnknown ? nanos : left;
                if (nanos <= 0) {
                    closedReason = "spool-failed";
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the last chunk is acknowledged, or none will be taken any more.
     *
     * @return false if {@code max} passed before
     */
    public boolean awaitShipped(Duration max) throws InterruptedException {
        lock.lock();
        try {
            long nanos = max.toNanos();
            while (!shipped() && closedReason == null && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return shipped() || closedReason != null;
        } finally {
            lock.unlock();
        }
    }

    /** What the log amounts to; empty as long as chunks are missing at the other side. */
    public Optional<WholeLog> whole() throws IOException {
        lock.lock();
        try {
            return shipped() && closedReason == null
                    ? Optional.of(spool.whole())
                    : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Why chunks were left behind; empty if all arrived or may still do. */
    public Optional<String> closedReason() {
        lock.lock();
        try {
            return Optional.ofNullable(closedReason);
        } finally {
            lock.unlock();
        }
    }

    /** Stops both threads, whatever is left, and leaves the spool on disk. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            follower.close();
            spool.close();
        } finally {
            lock.unlock();
        }
    }

    private boolean shipped() {
        return finished && (complete || unsentSeq >= spool.nextSeq());
    }

    private void follow() {
        lock.lock();
        try {
            while (positionUnknown && !closed && closedReason == null) {
                changed.await();
            }
            long waitingSince = 0;
            while (!finished && !closed) {
                long now = System.nanoTime();
                long pending = takeDue(waitingSince == 0 ? 0 : now - waitingSince);
                waitingSince = pending == 0 ? 0 : waitingSince == 0 ? now : waitingSince;
                if (pending < 0) {
                    waitingSince = 0;
                }
                if (!finished) {
                    changed.await(LOOK_INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Takes what is due; answers with the bytes that go on waiting, or -1 if it took some. */
    private long takeDue(long waitedNanos) {
        try {
            if (finishing) {
                follower.takeEnd();
                finished = true;
                changed.signalAll();
                return 0;
            }
            long pending = follower.pending();
            if (pending <= FLUSH_BYTES && waitedNanos < flushInterval.toNanos()) {
                return pending;
            }
            follower.takeLines();
            changed.signalAll();
            return -1;
        } catch (IOException later) {
            LOG.warn("job output waits for the disk", later);
            return 0;
        }
    }

    private void ship(LogSink sink) {
        try {
            if (positionUnknown) {
                findPosition(sink.append(List.of()));
            }
            List<LogChunk> batch = nextBatch();
            while (!batch.isEmpty()) {
                settle(batch, sink.append(batch));
                batch = nextBatch();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException broken) {
            LOG.error("job log cannot be shipped", broken);
            giveUp("spool-failed");
        }
    }

    /** Hears how far the other side got before the spool was damaged. */
    private void findPosition(LogSink.Answer answer) throws IOException {
        lock.lock();
        try {
            switch (answer) {
                case LogSink.Answer.Accepted(long nextSeq, Duration _) -> goOnAt(nextSeq);
                case LogSink.Answer.Gap(long nextSeq) -> goOnAt(nextSeq);
                case LogSink.Answer.Complete _ -> complete = true;
                case LogSink.Answer.Closed(String reason) -> closedReason = reason;
            }
            positionUnknown = false;
            takeSystemLines();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void goOnAt(long nextSeq) throws IOException {
        if (nextSeq > spool.nextSeq()) {
            LOG.errorf(
                    "job log spool was damaged: chunks %d to %d are only at the other side",
                    spool.nextSeq(), nextSeq - 1);
            spool.skipTo(nextSeq);
            unsentSeq = nextSeq;
            follower.mark(DAMAGED);
        }
    }

    /** Waits for something to send; empty when there will be nothing more. */
    private List<LogChunk> nextBatch() throws IOException, InterruptedException {
        lock.lock();
        try {
            while (!closed && !complete && closedReason == null && !shipped()) {
                if (unsentSeq < spool.nextSeq()) {
                    return spool.batch(unsentSeq, BATCH_CHUNKS_MAX, BATCH_BYTES_MAX);
                }
                changed.await();
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private void settle(List<LogChunk> batch, LogSink.Answer answer) throws InterruptedException {
        switch (answer) {
            case LogSink.Answer.Accepted(long nextSeq, Duration interval) -> {
                lock.lock();
                try {
                    flushInterval = bounded(interval);
                } finally {
                    lock.unlock();
                }
                moveTo(nextSeq, batch.getFirst().seq());
            }
            case LogSink.Answer.Gap(long nextSeq) -> moveTo(nextSeq, batch.getFirst().seq());
            case LogSink.Answer.Complete _ -> complete();
            case LogSink.Answer.Closed(String reason) -> giveUp(reason);
        }
    }

    /** The other side owns the position: it may move ours forward and back. */
    private void moveTo(long nextSeq, long sentFrom) throws InterruptedException {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (nextSeq < spool.oldestSeq() || nextSeq > spool.nextSeq()) {
                LOG.errorf(
                        "job log position is out of reach: wanted=%d oldest=%d next=%d",
                        nextSeq, spool.oldestSeq(), spool.nextSeq());
                closedReason = "log-position-out-of-reach";
            } else {
                unsentSeq = nextSeq;
            }
            changed.signalAll();
            // An answer without progress must not become a busy loop.
            long nanos = nextSeq == sentFrom ? flushInterval.toNanos() : 0;
            while (!closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void complete() {
        lock.lock();
        try {
            complete = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(String reason) {
        lock.lock();
        try {
            closedReason = reason;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static Duration bounded(Duration interval) {
        if (interval.compareTo(FLUSH_INTERVAL_MIN) < 0) {
            return FLUSH_INTERVAL_MIN;
        }
        return interval.compareTo(FLUSH_INTERVAL) > 0 ? FLUSH_INTERVAL : interval;
    }
}
