package io.vintner.tendril;

import io.vintner.tendril.control.ControlPlane;
import io.vintner.tendril.control.ControlPlaneException;
import io.vintner.tendril.control.Heartbeat;
import io.vintner.tendril.control.HeartbeatAnswer;
import io.vintner.tendril.control.LeaseRef;
import io.vintner.tendril.control.RefusedException;
import io.vintner.tendril.control.TendrilStatus;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Says every few seconds that this agent lives, on a thread that nothing else uses, and passes on
 * what the answers want. A beat that fails is followed by the next at its usual time. Thread-safe.
 */
final class Heartbeats {

    private static final Duration FIRST_INTERVAL = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(Heartbeats.class);

    private final ControlPlane control;
    private final RunningJobs jobs;
    private final About about;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private volatile boolean leaving;
    private volatile boolean askedToDrain;
    private volatile boolean unauthorized;
    private volatile boolean jobsCount;
    private volatile boolean answered = true;
    private volatile Duration interval = FIRST_INTERVAL;

    /**
     * What a heartbeat says of this agent.
     *
     * @param labels by which jobs choose it
     */
    record About(String version, Map<String, String> labels) {
        About {
            labels = Map.copyOf(labels);
        }
    }

    Heartbeats(ControlPlane control, RunningJobs jobs, About about) {
        this.control = control;
        this.jobs = jobs;
        this.about = about;
    }

    /** Beats once, at once, and from then on regularly. */
    void start() throws InterruptedException {
        beat();
        Thread.ofVirtual().name("heartbeat").start(this::beatUntilStopped);
    }

    /** Whether the control plane wants this agent to take no more jobs. */
    boolean askedToDrain() {
        return askedToDrain;
    }

    /** Whether the control plane does not know this agent. */
    boolean unauthorized() {
        return unauthorized;
    }

    /**
     * Whether, although it does not know this agent, it still hears of one of its jobs by the job's
     * token, or may do so when it answers again.
     */
    boolean jobsCount() {
        return jobsCount;
    }

    /**
     * From now on this agent is leaving: says so before it returns, if there is someone to hear.
     */
    void drain() throws InterruptedException {
        leaving = true;
        beat();
    }

    /** The last word. */
    void stop() throws InterruptedException {
        stopped.countDown();
        send(TendrilStatus.OFFLINE);
    }

    /** Beats once, out of turn. */
    void beat() throws InterruptedException {
        send(leaving || askedToDrain ? TendrilStatus.DRAINING : TendrilStatus.ONLINE);
    }

    private void beatUntilStopped() {
        try {
            while (!stopped.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                beat();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void send(TendrilStatus status) throws InterruptedException {
        if (stopped.getCount() == 0 && status != TendrilStatus.OFFLINE) {
            return;
        }
        try {
            long asked = System.nanoTime();
            HeartbeatAnswer answer =
                    control.beat(
                            new Heartbeat(status, about.version(), about.labels(), jobs.held()));
            unauthorized = false;
            interval = answer.interval();
            note(true, "");
            if (answer.drain() != askedToDrain) {
                askedToDrain = answer.drain();
                LOG.infof("control plane decides about new jobs: drain=%s", askedToDrain);
            }
            jobs.obey(answer.directives(), asked);
        } catch (RefusedException refused) {
            // First the jobs: whoever reads that we are not known then knows how they stand.
            jobsCount = refused.unauthorized() && beatJobs();
            unauthorized = refused.unauthorized();
            note(false, refused.code());
        } catch (ControlPlaneException unanswered) {
            note(false, String.valueOf(unanswered.getMessage()));
        }
    }

    private boolean beatJobs() throws InterruptedException {
        boolean count = false;
        for (LeaseRef job : jobs.unfinished()) {
            if (job.token() != null) {
                count |= beatJob(job);
            }
        }
        return count;
    }

    private boolean beatJob(LeaseRef job) throws InterruptedException {
        try {
            long asked = System.nanoTime();
            jobs.obey(Map.of(job, control.beat(job)), asked);
            return true;
        } catch (RefusedException refused) {
            LOG.debugf("heartbeat of a job was refused: code=%s", refused.code());
            return false;
        } catch (ControlPlaneException unanswered) {
            LOG.debugf("heartbeat of a job was not answered: error=%s", unanswered.getMessage());
            return true;
        }
    }

    private void note(boolean nowAnswered, String error) {
        if (nowAnswered != answered) {
            answered = nowAnswered;
            if (nowAnswered) {
                LOG.info("heartbeats are answered again");
            } else {
                LOG.warnf("heartbeat was not answered: error=%s", error);
            }
        }
    }
}
