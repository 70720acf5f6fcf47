package io.vintner.tendril;

import io.vintner.tendril.control.ClaimRequest;
import io.vintner.tendril.control.ControlPlane;
import io.vintner.tendril.control.ControlPlaneException;
import io.vintner.tendril.control.JobReport;
import io.vintner.tendril.control.JobStatus;
import io.vintner.tendril.control.Lease;
import io.vintner.tendril.control.LeaseRef;
import io.vintner.tendril.control.RetryPolicy;
import io.vintner.tendril.control.UnansweredException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks for jobs, one request at a time. A question without an answer is asked again under the same
 * key, so that a job that was claimed for it is not stranded; when the agent leaves, such a job is
 * given back.
 *
 * <p>{@link #next()} is for one thread; {@link #leave()} for any.
 */
final class Claims {

    /** How soon the next question follows an answer that came without waiting. */
    private static final Duration EMPTY_ANSWER_PAUSE = Duration.ofSeconds(1);

    private static final int GIVE_BACK_ATTEMPTS = 3;

    private static final Logger LOG = Logger.getLogger(Claims.class);

    private final ControlPlane control;
    private final Duration waitMax;
    private final ClaimKey key;
    private final Predicate<LeaseRef> known;
    private final RandomGenerator random;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private boolean leaving;
    private @Nullable Thread asking;
    private int failures;

    /**
     * @param waitMax how long one request may wait at the control plane
     * @param known whether a lease is in this agent's hands already
     */
    Claims(
            ControlPlane control,
            Duration waitMax,
            ClaimKey key,
            Predicate<LeaseRef> known,
            RandomGenerator random) {
        this.control = control;
        this.waitMax = waitMax;
        this.key = key;
        this.known = known;
        this.random = random;
    }

    /**
     * The next job; empty if there is none now, or the agent leaves. Ask again later. A job that
     * was answered must be {@link #settle() settled} before.
     */
    Optional<Lease> next() throws InterruptedException {
        try {
            long asked = System.nanoTime();
            Optional<Lease> lease = ask(waitMax);
            failures = 0;
            if (lease.isEmpty() && System.nanoTime() - asked < EMPTY_ANSWER_PAUSE.toNanos()) {
                pause(EMPTY_ANSWER_PAUSE);
            }
            return lease;
        } catch (UnansweredException unanswered) {
            failures++;
            pause(RetryPolicy.STANDARD.delay(failures, random));
        } catch (ControlPlaneException refused) {
            LOG.warnf("claim was refused: error=%s", refused.getMessage());
            settle();
            failures++;
            pause(RetryPolicy.STANDARD.delay(failures, random));
        }
        return Optional.empty();
    }

    /** The job that was answered last is in the journal, or given back. */
    void settle() {
        key.settle();
    }

    /** No more jobs: ends a question that waits. The control plane should know by now. */
    void leave() {
        lock.lock();
        try {
            leaving = true;
            left.signalAll();
            if (asking != null) {
                asking.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives back what may have been claimed for a question whose answer nobody waited for. */
    void giveBackUnanswered() throws InterruptedException {
        Optional<String> open = key.openKey();
        if (open.isEmpty()) {
            return;
        }
        ClaimRequest again = new ClaimRequest(Duration.ZERO, open.get());
        for (int attempt = 1; attempt <= GIVE_BACK_ATTEMPTS; attempt++) {
            try {
                Optional<Lease> lease = unknown(control.claim(again));
                if (lease.isPresent()) {
                    giveBack(lease.get());
                }
                settle();
                return;
            } catch (ControlPlaneException unanswered) {
                LOG.debugf("claim could not be settled: error=%s", unanswered.getMessage());
            }
        }
    }

    /** Gives back a job that was not started. */
    void giveBack(Lease lease) throws InterruptedException {
        try {
            control.report(lease.ref(), JobReport.of(JobStatus.QUEUED));
            LOG.infof("job was given back: job=%s", lease.job());
        } catch (ControlPlaneException lost) {
            LOG.warnf(
                    "job could not be given back, its lease will run out: job=%s error=%s",
                    lease.job(), lost.getMessage());
        }
    }

    private Optional<Lease> ask(Duration wait) throws ControlPlaneException, InterruptedException {
        if (!enter()) {
            return Optional.empty();
        }
        try {
            Optional<Lease> lease = unknown(control.claim(new ClaimRequest(wait, key.open())));
            if (lease.isEmpty()) {
                settle();
            }
            return lease;
        } finally {
            exit();
        }
    }

    /** A key that was settled in a moment of death answers with a job that is in the journal. */
    private Optional<Lease> unknown(Optional<Lease> lease) {
        return lease.filter(it -> !known.test(it.ref()));
    }

    private boolean enter() {
        lock.lock();
        try {
            if (leaving) {
                return false;
            }
            asking = Thread.currentThread();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void exit() {
        lock.lock();
        try {
            asking = null;
            if (leaving) {
                // The interruption was for the question, which is over.
                boolean _ = Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration max) throws InterruptedException {
        lock.lock();
        try {
            long nanos = max.toNanos();
            while (!leaving && nanos > 0) {
                nanos = left.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
