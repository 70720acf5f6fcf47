package io.vintner.tendril;

import io.vintner.tendril.control.Lease;
import io.vintner.tendril.control.LogFields;
import io.vintner.tendril.control.NotRegisteredException;
import io.vintner.tendril.job.JobRun;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The loop: beat, claim, run, until asked to drain. Draining takes no new job; heartbeats go on,
 * jobs finish, their logs are delivered, then the agent says OFFLINE and ends.
 */
final class Tendril {

    /** How long the loop rests while it may not claim. */
    private static final Duration REST = Duration.ofSeconds(1);

    /** How long a job that could not be prepared keeps the agent from claiming. */
    private static final Duration REST_AFTER_DISK_FAILURE = Duration.ofSeconds(10);

    /**
     * How long logs and states may take to be delivered after jobs were cancelled for a shutdown.
     */
    private static final Duration DELIVERY_MAX = Duration.ofSeconds(60);

    private static final Logger LOG = Logger.getLogger(Tendril.class);

    private final Parts parts;
    private final CountDownLatch draining = new CountDownLatch(1);
    private final CountDownLatch cancelling = new CountDownLatch(1);

    /**
     * What the loop moves.
     *
     * @param left jobs of an earlier run of the agent, to be gone on with
     * @param jobsMax jobs at the same time
     */
    record Parts(
            Heartbeats heartbeats,
            Claims claims,
            RunningJobs jobs,
            DiskWatch disk,
            Identity identity,
            JobRun.Surroundings surroundings,
            List<JobRun> left,
            int jobsMax) {}

    Tendril(Parts parts) {
        this.parts = parts;
    }

    /** Runs until the agent was asked to drain and has. */
    void run() throws IOException, NotRegisteredException, InterruptedException {
        // Before the first heartbeat, which then names them.
        for (JobRun job : parts.left()) {
            try (LogFields _ = job.named()) {
                LOG.infof("going on with a job of an earlier run: job=%s", job.ref().job());
            }
            parts.jobs().start(job);
        }
        parts.heartbeats().start();
        LOG.infof("tendril is online: id=%s jobsMax=%d", parts.identity().id(), parts.jobsMax());
        parts.disk().start(() -> parts.jobs().cancel("the tendril, whose disk is nearly full"));
        while (!drainAsked()) {
            step();
        }
        parts.claims().giveBackUnanswered();
        awaitJobs();
        parts.disk().close();
        parts.heartbeats().stop();
        LOG.info("tendril is offline");
    }

    /** The first call drains, the second one cancels the jobs that still run. */
    void terminate() {
        if (!drainAsked()) {
            LOG.info("draining: no new jobs, running ones finish");
            draining.countDown();
            try {
                parts.heartbeats().drain();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            parts.claims().leave();
        } else if (cancelling.getCount() > 0) {
            LOG.warn("cancelling the running jobs");
            cancelling.countDown();
            parts.jobs().cancel("the shutdown of the tendril");
        }
    }

    private void step() throws IOException, NotRegisteredException, InterruptedException {
        // What jobs could not bring then waits in their folders for an agent that is known.
        if (parts.heartbeats().unauthorized()
                && !parts.heartbeats().jobsCount()
                && !parts.jobs().terraformRuns()) {
            parts.identity().renew();
            parts.heartbeats().beat();
        }
        if (parts.jobs().awaitFewerThan(parts.jobsMax(), REST)) {
            if (parts.heartbeats().askedToDrain() || !parts.disk().roomy()) {
                boolean _ = draining.await(REST.toNanos(), TimeUnit.NANOSECONDS);
            } else {
                claim();
            }
        }
    }

    private void claim() throws InterruptedException {
        Optional<Lease> next;
        try {
            next = parts.claims().next();
        } catch (InterruptedException interrupted) {
            if (drainAsked()) {
                return;
            }
            throw interrupted;
        }
        if (next.isEmpty()) {
            return;
        }
        try (LogFields _ = LogFields.about(next.get().ref(), parts.identity().id())) {
            begin(next.get());
        }
    }

    private void begin(Lease lease) throws InterruptedException {
        if (drainAsked()) {
            parts.claims().giveBack(lease);
            parts.claims().settle();
            return;
        }
        LOG.infof("job claimed: job=%s type=%s", lease.job(), lease.type());
        try {
            JobRun job = JobRun.prepare(parts.surroundings(), lease);
            parts.claims().settle();
            parts.jobs().start(job);
        } catch (IOException disk) {
            LOG.errorf(disk, "job could not be prepared: job=%s", lease.job());
            parts.claims().giveBack(lease);
            parts.claims().settle();
            boolean _ = draining.await(REST_AFTER_DISK_FAILURE.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Terraform may take its time to end; after a cancel, the delivery of what it left may not. */
    private void awaitJobs() throws InterruptedException {
        Duration deliveryMax = DELIVERY_MAX;
        while (!parts.jobs().awaitFewerThan(1, REST)) {
            if (cancelling.getCount() == 0 && !parts.jobs().terraformRuns()) {
                deliveryMax = deliveryMax.minus(REST);
                if (deliveryMax.isNegative()) {
                    LOG.error("leaving undelivered logs or states behind in the data folder");
                    return;
                }
            }
        }
    }

    private boolean drainAsked() {
        return draining.getCount() == 0;
    }
}
