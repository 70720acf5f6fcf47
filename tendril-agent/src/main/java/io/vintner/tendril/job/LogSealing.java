package io.vintner.tendril.job;

import io.vintner.tendril.control.ControlPlane;
import io.vintner.tendril.control.LeaseRef;
import io.vintner.tendril.control.LogSeal;
import io.vintner.tendril.control.RefusedException;
import io.vintner.tendril.control.Retry;
import io.vintner.tendril.joblog.JobLogger;
import io.vintner.tendril.joblog.WholeLog;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Tells the control plane what a job's log amounts to, once all of it is there. */
final class LogSealing {

    private static final Logger LOG = Logger.getLogger(LogSealing.class);

    private final ControlPlane control;
    private final Retry retry;
    private final LeaseRef job;

    LogSealing(ControlPlane control, Retry retry, LeaseRef job) {
        this.control = control;
        this.retry = retry;
        this.job = job;
    }

    /** Seals a log that has arrived; one that never will is left as it is. */
    void seal(JobLogger log) throws InterruptedException {
        try {
            Optional<WholeLog> whole = log.whole();
            if (whole.isPresent()) {
                LogSeal seal =
                        new LogSeal(
                                whole.get().lastSeq(), whole.get().bytes(), whole.get().sha256());
                if (!retry.call("seal-log", () -> control.seal(job, seal))) {
                    LOG.warnf("control plane does not have the whole job log: job=%s", job.job());
                }
            }
        } catch (RefusedException refused) {
            LOG.warnf("job log is not sealed: job=%s code=%s", job.job(), refused.code());
        } catch (IOException unreadable) {
            LOG.errorf(unreadable, "job log cannot be summed up: job=%s", job.job());
        }
    }
}
