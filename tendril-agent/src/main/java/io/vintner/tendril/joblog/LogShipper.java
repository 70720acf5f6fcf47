package io.vintner.tendril.joblog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is in the spool, one request at a time, to a side that owns the position: it may move
 * ours forward and back. While Terraform runs, the other side says how often it wants to be asked,
 * so that neither a job that floods nor many jobs at a time take the control plane from others.
 *
 * <p>In a job of an earlier run the other side is asked how far it got before any number is given.
 * If that is further than the spool, whose end was damaged or had not reached the disk, the chunks
 * between are lost here: how much output they held is not known, so the log goes on with what
 * stands behind the last good chunk, under a line that says so. It will not pass for whole.
 *
 * <p>{@link #run} has a thread of its own and takes the lock for itself; everything else is called
 * with the lock held. The condition is signalled whenever something changes.
 */
final class LogShipper {

    /** How far what is to be sent has come. */
    enum Source {
        /** The program prints. */
        PRINTS,
        /** It has ended: what is left is sent without pauses. */
        ENDED,
        /** All of its output is in the spool. */
        WRITTEN
    }

    /** The shortest interval that the other side may ask for. */
    private static final Duration INTERVAL_MIN = Duration.ofMillis(100);

    /** No chunk has it. */
    private static final long NOTHING_SENT = 0;

    private static final int BATCH_CHUNKS_MAX = 64;
    private static final int BATCH_BYTES_MAX = 512 * 1024;

    private static final String DAMAGED =
            "the Tendril's copy of this log was damaged: lines below may repeat lines above\n";

    private static final Logger LOG = Logger.getLogger(LogShipper.class);

    private final ReentrantLock lock;
    private final Condition changed;
    private final LogSpool spool;
    private final InstantSource clock;

    private Duration flushInterval;
    private long unsentSeq;
    private boolean positionUnknown;
    private Source source = Source.PRINTS;
    private boolean complete;
    private boolean closed;
    private @Nullable String closedReason;

    LogShipper(
            ReentrantLock lock,
            Condition changed,
            LogSpool spool,
            LogSettings settings,
            InstantSource clock) {
        this.lock = lock;
        this.changed = changed;
        this.spool = spool;
        this.clock = clock;
        this.flushInterval = bounded(settings.flushInterval());
        this.unsentSeq = spool.oldestSeq();
        this.positionUnknown = settings.resumed();
    }

    /** Whether nothing may be written to the spool yet, since its next number is not known. */
    boolean positionUnknown() {
        return positionUnknown && !ended();
    }

    /** Waits until the next number is known, or nothing will be sent any more. */
    void awaitPosition() throws InterruptedException {
        while (positionUnknown()) {
            changed.await();
        }
    }

    /** Whether no more is to be written for now, because so much waits to be sent. */
    boolean full() {
        return spool.nextSeq() - unsentSeq >= 2 * BATCH_CHUNKS_MAX;
    }

    /** How often the other side wants to hear from this job. */
    Duration flushInterval() {
        return flushInterval;
    }

    Source source() {
        return source;
    }

    void comesTo(Source present) {
        source = present;
        changed.signalAll();
    }

    /** Whether all that was or will be written has arrived. */
    boolean arrived() {
        return source == Source.WRITTEN && (complete || unsentSeq >= spool.nextSeq());
    }

    /** Why chunks were left behind; empty if all arrived or may still do. */
    Optional<String> closedReason() {
        return Optional.ofNullable(closedReason);
    }

    void giveUp(String reason) {
        closedReason = reason;
        changed.signalAll();
    }

    void close() {
        closed = true;
        changed.signalAll();
    }

    /** Ships until all has arrived, nothing more is taken, or it is closed. */
    void run(LogSink sink) {
        lock.lock();
        try {
            if (positionUnknown) {
                settle(ask(sink, List.of()), NOTHING_SENT);
                positionUnknown = false;
                changed.signalAll();
            }
            List<LogChunk> batch = nextBatch();
            while (!batch.isEmpty()) {
                long began = System.nanoTime();
                settle(ask(sink, batch), batch.getFirst().seq());
                pause(began);
                batch = nextBatch();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException broken) {
            LOG.error("job log cannot be shipped", broken);
            giveUp("spool-failed");
        } finally {
            lock.unlock();
        }
    }

    /** Asks without the lock, since that can take for ever. */
    private LogSink.Answer ask(LogSink sink, List<LogChunk> batch) throws InterruptedException {
        lock.unlock();
        try {
            return sink.append(batch);
        } finally {
            lock.lock();
        }
    }

    /** Waits for something to send; empty when there will be nothing more. */
    private List<LogChunk> nextBatch() throws IOException, InterruptedException {
        while (!ended() && !arrived()) {
            if (unsentSeq < spool.nextSeq()) {
                return spool.batch(unsentSeq, BATCH_CHUNKS_MAX, BATCH_BYTES_MAX);
            }
            changed.await();
        }
        return List.of();
    }

    private boolean ended() {
        return closed || complete || closedReason != null;
    }

    private void settle(LogSink.Answer answer, long sentFrom)
            throws IOException, InterruptedException {
        switch (answer) {
            case LogSink.Answer.Accepted(long nextSeq, Duration interval) -> {
                flushInterval = bounded(interval);
                moveTo(nextSeq, sentFrom);
            }
            case LogSink.Answer.Gap(long nextSeq) -> moveTo(nextSeq, sentFrom);
            case LogSink.Answer.Complete _ -> complete = true;
            case LogSink.Answer.Closed(String reason) -> closedReason = reason;
        }
        changed.signalAll();
    }

    private void moveTo(long nextSeq, long sentFrom) throws IOException, InterruptedException {
        if (closed) {
            return;
        }
        if (positionUnknown && nextSeq > spool.nextSeq()) {
            goOnBehind(nextSeq);
        } else if (nextSeq < spool.oldestSeq() || nextSeq > spool.nextSeq()) {
            LOG.errorf(
                    "job log position is out of reach: wanted=%d oldest=%d next=%d",
                    nextSeq, spool.oldestSeq(), spool.nextSeq());
            giveUp("log-position-out-of-reach");
            return;
        }
        unsentSeq = nextSeq;
        if (nextSeq == sentFrom) {
            // An answer without progress must not become a busy loop.
            long left = flushInterval.toNanos();
            while (!ended() && left > 0) {
                left = changed.awaitNanos(left);
            }
        }
    }

    /** The other side has chunks that are no longer here. */
    private void goOnBehind(long nextSeq) throws IOException {
        LOG.errorf(
                "job log spool was damaged: chunks %d to %d are only at the other side",
                spool.nextSeq(), nextSeq - 1);
        spool.skipTo(nextSeq);
        spool.append(
                new SpoolRecord.Draft(
                        LogStream.SYSTEM,
                        clock.instant(),
                        spool.positions(),
                        0,
                        DAMAGED.getBytes(UTF_8)));
    }

    /** The interval counts from one request to the next, and only while the program prints. */
    private void pause(long began) throws InterruptedException {
        long left = flushInterval.toNanos() - (System.nanoTime() - began);
        while (!ended() && source == Source.PRINTS && left > 0) {
            left = changed.awaitNanos(left);
        }
    }

    private static Duration bounded(Duration interval) {
        if (interval.compareTo(INTERVAL_MIN) < 0) {
            return INTERVAL_MIN;
        }
        return interval.compareTo(JobLogger.FLUSH_INTERVAL) > 0
                ? JobLogger.FLUSH_INTERVAL
                : interval;
    }
}
