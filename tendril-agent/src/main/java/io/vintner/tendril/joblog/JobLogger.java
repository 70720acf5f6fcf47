package io.vintner.tendril.joblog;

import io.vintner.tendril.joblog.LogShipper.Source;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Ships the output of one job while it grows. Output waits at most {@link #FLUSH_INTERVAL}, or
 * until more than {@link #FLUSH_BYTES} are pending, or until the job ends; then it is cut, written
 * to the spool on disk, and sent from there by a thread of its own, one request at a time. Where
 * more is printed than can be sent, it stays in the output files until the spool has room.
 *
 * <p>The program that prints never waits for any of this: it writes to files. Within each stream
 * the order is exact; between streams it is the order in which the files were seen to grow.
 *
 * <p>Thread-safe.
 */
public final class JobLogger implements Closeable {

    /** The longest that output waits before it is sent. */
    public static final Duration FLUSH_INTERVAL = Duration.ofSeconds(2);

    /** More pending output than this is cut at once, and sent with the next request. */
    public static final long FLUSH_BYTES = 10 * 1024;

    /** How often the output files are looked at while the other side has time. */
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);

    /** Else so many times in what the other side asks for. */
    private static final int LOOKS_A_FLUSH = 2;

    /**
     * How long the last chunks may fail to reach the disk before the rest of the log is given up.
     */
    private static final Duration SPOOL_FAILURE_MAX = Duration.ofMinutes(5);

    private static final Logger LOG = Logger.getLogger(JobLogger.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LogSpool spool;
    private final OutputFollower follower;
    private final LogShipper shipper;

    private boolean closed;
    private boolean waitsForDisk;

    private JobLogger(
            LogSpool spool, OutputFollower follower, LogSettings settings, InstantSource clock) {
        this.spool = spool;
        this.follower = follower;
        this.shipper = new LogShipper(lock, changed, spool, settings, clock);
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
        return new JobLogger(spool, follower, settings, clock);
    }

    /** Starts to follow and to ship, on two threads that end by themselves after the last chunk. */
    public void start(LogSink sink) {
        Thread.ofVirtual().name("job-log-follow").start(this::follow);
        Thread.ofVirtual().name("job-log-ship").start(() -> shipper.run(sink));
    }

    /** Writes a line of the agent's own behind everything that the program has printed so far. */
    public void system(String line) {
        lock.lock();
        try {
            follower.system(line);
            if (!shipper.positionUnknown()) {
                takeSystemLines();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The program has ended: returns when all of its output is in the spool. */
    public void finish() throws InterruptedException {
        lock.lock();
        try {
            shipper.comesTo(Source.ENDED);
            shipper.awaitPosition();
            long nanos = SPOOL_FAILURE_MAX.toNanos();
            while (shipper.source() != Source.WRITTEN
                    && !closed
                    && shipper.closedReason().isEmpty()) {
                nanos = changed.awaitNanos(nanos);
                if (nanos <= 0) {
                    shipper.giveUp("spool-failed");
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
            while (!settled() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return settled();
        } finally {
            lock.unlock();
        }
    }

    /** What the log amounts to; empty as long as chunks are missing at the other side. */
    public Optional<WholeLog> whole() throws IOException {
        lock.lock();
        try {
            return shipper.arrived() && shipper.closedReason().isEmpty()
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
            return shipper.closedReason();
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
            shipper.close();
            follower.close();
            spool.close();
        } finally {
            lock.unlock();
        }
    }

    private boolean settled() {
        return shipper.arrived() || shipper.closedReason().isPresent();
    }

    private void follow() {
        lock.lock();
        try {
            shipper.awaitPosition();
            long waitingSince = 0;
            while (shipper.source() != Source.WRITTEN && !closed) {
                long now = System.nanoTime();
                long pending = takeDue(waitingSince == 0 ? 0 : now - waitingSince);
                waitingSince = pending == 0 ? 0 : waitingSince == 0 ? now : waitingSince;
                if (pending < 0) {
                    waitingSince = 0;
                }
                if (shipper.source() != Source.WRITTEN) {
                    changed.await(lookNanos(), TimeUnit.NANOSECONDS);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private long lookNanos() {
        long asked = shipper.flushInterval().toNanos() / LOOKS_A_FLUSH;
        return Math.max(LOOK_INTERVAL.toNanos(), asked);
    }

    /** Takes what is due; answers with the bytes that go on waiting, or -1 if it took some. */
    private long takeDue(long waitedNanos) {
        try {
            if (shipper.source() == Source.ENDED) {
                follower.takeEnd();
                shipper.comesTo(Source.WRITTEN);
                goesOn();
                return 0;
            }
            long pending = follower.pending();
            boolean due = pending > FLUSH_BYTES || waitedNanos >= shipper.flushInterval().toNanos();
            if (!due || shipper.full()) {
                return pending;
            }
            follower.takeLines();
            changed.signalAll();
            goesOn();
            return -1;
        } catch (IOException later) {
            waits(later);
            return 0;
        }
    }

    private void takeSystemLines() {
        try {
            follower.takeSystemLines();
            goesOn();
        } catch (IOException later) {
            waits(later);
        }
    }

    /** Said once: the disk is tried again at every look. */
    private void waits(IOException later) {
        if (!waitsForDisk) {
            LOG.warn("job output waits for the disk", later);
        }
        waitsForDisk = true;
    }

    private void goesOn() {
        if (waitsForDisk) {
            LOG.info("job output no longer waits for the disk");
        }
        waitsForDisk = false;
    }
}
