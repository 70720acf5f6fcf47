package io.vintner.tendril;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Watches the room on the data folder's disk: whether there is enough for another job, and for the
 * running ones to go on. A Terraform that cannot write its state loses it, so it is asked to end
 * while it still can.
 */
final class DiskWatch implements Closeable {

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(2);

    private static final Logger LOG = Logger.getLogger(DiskWatch.class);

    private final Path folder;
    private final Limits limits;
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean roomy = true;

    /**
     * Bytes that must be free.
     *
     * @param min for another job
     * @param critical for running ones
     */
    record Limits(long min, long critical) {}

    DiskWatch(Path folder, Limits limits) {
        this.folder = folder;
        this.limits = limits;
    }

    /** Calls {@code cancel} again and again while the room is critical, on a thread of its own. */
    void start(Runnable cancel) {
        Thread.ofVirtual().name("disk-watch").start(() -> watch(cancel));
    }

    /** Whether there is room for another job; says in the log when that changes. For one thread. */
    boolean roomy() {
        boolean now = free() >= limits.min();
        if (now != roomy) {
            roomy = now;
            LOG.warnf(
                    now
                            ? "disk has room again, jobs are claimed: bytesMin=%d"
                            : "disk is short of room, no jobs are claimed: bytesMin=%d",
                    limits.min());
        }
        return now;
    }

    private void watch(Runnable cancel) {
        try {
            boolean critical = false;
            do {
                boolean before = critical;
                critical = free() < limits.critical();
                if (critical) {
                    if (!before) {
                        LOG.errorf(
                                "disk is nearly full, running jobs are asked to end: bytesMin=%d",
                                limits.critical());
                    }
                    cancel.run();
                }
            } while (!closed.await(LOOK_INTERVAL.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Free bytes; of a disk that cannot be asked, none for a job that is not there yet. */
    private long free() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException unknown) {
            LOG.warn("the room on the disk is not known", unknown);
            return limits.critical();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
