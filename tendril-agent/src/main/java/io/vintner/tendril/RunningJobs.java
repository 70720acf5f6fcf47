package io.vintner.tendril;

import io.vintner.tendril.control.Directive;
import io.vintner.tendril.control.LeaseRef;
import io.vintner.tendril.control.LogFields;
import io.vintner.tendril.job.JobRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The jobs in this agent's hands, each on a thread of its own. Thread-safe. */
final class RunningJobs {

    private static final Logger LOG = Logger.getLogger(RunningJobs.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<JobRun> jobs = new ArrayList<>();

    void start(JobRun job) {
        lock.lock();
        try {
            jobs.add(job);
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual()
                .name("job-" + job.ref().job())
                .start(() -> {
                    try (LogFields _ = job.named()) {
                        run(job);
                    }
                });
    }

    private void run(JobRun job) {
        try {
            job.run();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException ours) {
            LOG.errorf(ours, "job thread failed: job=%s", job.ref().job());
        } finally {
            remove(job);
        }
    }

    private void remove(JobRun job) {
        lock.lock();
        try {
            jobs.remove(job);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int count() {
        return all().size();
    }

    boolean terraformRuns() {
        return all().stream().anyMatch(JobRun::terraformRuns);
    }

    /** What a heartbeat names. */
    List<LeaseRef> held() {
        return all().stream().filter(JobRun::held).map(JobRun::ref).toList();
    }

    /** All that something is left to do for, also those whose outcome is reported. */
    List<LeaseRef> unfinished() {
        return all().stream().map(JobRun::ref).toList();
    }

    /**
     * Passes on what a heartbeat's answer wants; a job without a directive goes on.
     *
     * @param askedNanos {@link System#nanoTime()} before the heartbeat was sent
     */
    void obey(Map<LeaseRef, Directive> directives, long askedNanos) {
        each(job -> {
            Directive directive = directives.get(job.ref());
            if (directive == Directive.CONTINUE) {
                job.confirm(askedNanos);
            }
            job.obey(directive == null ? Directive.CONTINUE : directive);
        });
    }

    /** Asks all of them to end gracefully. */
    void cancel(String by) {
        each(job -> job.cancel(by));
    }

    /** Waits until there are fewer jobs than {@code count}; false if {@code max} passed before. */
    boolean awaitFewerThan(int count, Duration max) throws InterruptedException {
        lock.lock();
        try {
            long nanos = max.toNanos();
            while (jobs.size() >= count && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return jobs.size() < count;
        } finally {
            lock.unlock();
        }
    }

    private void each(Consumer<JobRun> action) {
        for (JobRun job : all()) {
            try (LogFields _ = job.named()) {
                action.accept(job);
            }
        }
    }

    private List<JobRun> all() {
        lock.lock();
        try {
            return List.copyOf(jobs);
        } finally {
            lock.unlock();
        }
    }
}
