package io.vintner.tendril.job;

import io.vintner.tendril.control.ControlPlane;
import io.vintner.tendril.control.JobReport;
import io.vintner.tendril.control.JobStatus;
import io.vintner.tendril.control.LeaseRef;
import io.vintner.tendril.control.RefusedException;
import io.vintner.tendril.control.Retry;
import io.vintner.tendril.control.UnansweredException;
import org.jboss.logging.Logger;

/** Says what has become of one job, until there is an answer. */
final class StatusReports {

    private static final Logger LOG = Logger.getLogger(StatusReports.class);

    private final ControlPlane control;
    private final Retry retry;
    private final LeaseRef job;

    StatusReports(ControlPlane control, Retry retry, LeaseRef job) {
        this.control = control;
        this.retry = retry;
        this.job = job;
    }

    /**
     * Reports.
     *
     * @throws UnansweredException if the pause says that an answer is no longer wanted
     */
    void send(JobReport report, Retry.Pause pause)
            throws RefusedException, UnansweredException, InterruptedException {
        retry.call(
                "report-" + report.status(),
                () -> {
                    control.report(job, report);
                    return report;
                },
                pause);
    }

    /** Another Tendril may have it; or, if it counts as started after all, it ends here. */
    void giveBack() throws InterruptedException {
        for (JobStatus status : new JobStatus[] {JobStatus.QUEUED, JobStatus.CANCELLED}) {
            try {
                send(JobReport.of(status), Retry.Pause.PATIENT);
                return;
            } catch (RefusedException | UnansweredException refused) {
                LOG.infof("job could not become %s: job=%s", status, job.job());
            }
        }
    }
}
