package io.vintner.tendril.job;

import io.vintner.tendril.control.ControlPlane;
import io.vintner.tendril.control.Credentials;
import io.vintner.tendril.control.Directive;
import io.vintner.tendril.control.JobReport;
import io.vintner.tendril.control.JobStatus;
import io.vintner.tendril.control.Lease;
import io.vintner.tendril.control.LeaseRef;
import io.vintner.tendril.control.RefusedException;
import io.vintner.tendril.control.Retry;
import io.vintner.tendril.control.UnansweredException;
import io.vintner.tendril.joblog.JobLogger;
import io.vintner.tendril.joblog.JobOutput;
import io.vintner.tendril.joblog.LogSettings;
import io.vintner.tendril.joblog.SecretMask;
import io.vintner.tendril.terraform.Installations;
import io.vintner.tendril.terraform.TerraformEnvironment;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One job from claim to finish: says that it starts, runs its steps, reports the outcome, and stays
 * until the last line of its log is acknowledged. Terraform waits for none of the reporting.
 *
 * <p>{@link #run()} is for one thread; the other methods may be called by any.
 */
public final class JobRun {

    /** How long the outcome waits for the log, so that readers see the last lines first. */
    private static final Duration LOG_BEFORE_STATUS_MAX = Duration.ofSeconds(5);

    private static final Duration FOR_EVER = Duration.ofDays(365);

    private static final Logger LOG = Logger.getLogger(JobRun.class);

    private final Surroundings around;
    private final Lease lease;
    private final Path folder;
    private final Workdir workdir;
    private final JobSecrets secrets;
    private final SecretMask mask;
    private final JobLogger log;
    private final Cancellation cancellation;
    private final Optional<JobKind> kind;
    private volatile boolean held = true;
    private boolean stateUnsaved;

    /** What a job needs from the agent. */
    public record Surroundings(
            ControlPlane control,
            Retry retry,
            Supplier<Credentials> credentials,
            Installations installations,
            TerraformEnvironment environment,
            InstantSource clock,
            JobSettings settings) {}

    private JobRun(Surroundings around, Lease lease, Path folder) throws IOException {
        this.around = around;
        this.lease = lease;
        this.folder = folder;
        this.workdir = Workdir.create(folder.resolve("terraform"));
        this.secrets =
                new JobSecrets(lease.snapshot().variables(), around.credentials().get().token());
        this.mask = secrets.mask();
        this.log =
                JobLogger.open(
                        folder.resolve("spool"),
                        new JobOutput(workdir.stdout(), workdir.stderr()),
                        mask,
                        logSettings(),
                        around.clock());
        this.kind = JobKind.of(lease.type());
        this.cancellation =
                new Cancellation(
                        kind.map(JobKind::mutating).orElse(false),
                        around.settings().termMax(),
                        log::system);
    }

    /**
     * Prepares a run.
     *
     * @param jobsFolder gets a folder for this job
     * @throws IOException if the disk does not take it; nothing has happened then
     */
    public static JobRun prepare(Surroundings around, Lease lease, Path jobsFolder)
            throws IOException {
        Path folder = jobsFolder.resolve(lease.job() + "-" + lease.ref().epoch());
        Files.createDirectory(folder);
        try {
            return new JobRun(around, lease, folder);
        } catch (IOException notTaken) {
            Workdir.remove(folder);
            throw notTaken;
        }
    }

    public LeaseRef ref() {
        return lease.ref();
    }

    /** Whether the job still counts as ours: from the claim until its outcome is reported. */
    public boolean held() {
        return held;
    }

    /** Whether a Terraform of this job is running. */
    public boolean terraformRuns() {
        return cancellation.terraformRuns();
    }

    /** Hears what the control plane wants. */
    public void obey(Directive directive) {
        if (!held) {
            return;
        }
        switch (directive) {
            case CONTINUE -> {
                // as it does
            }
            case CANCEL -> cancellation.ask("the control plane");
            case CANCEL_FORCE -> cancellation.force("the control plane");
            case LEASE_LOST -> cancellation.leaseLost();
        }
    }

    /** Asks the job to end gracefully, since the agent itself is to end. */
    public void cancelForShutdown() {
        cancellation.ask("the shutdown of the tendril");
    }

    /** Runs the job and returns when nothing of it is left to do. */
    public void run() throws InterruptedException {
        log.start(
                new ControlPlaneLogSink(around.control(), around.retry(), lease.ref(), this::obey));
        if (begun()) {
            JobOutcome outcome = execute();
            log.system(mask.mask(SystemLine.ended(outcome)));
            log.finish();
            boolean _ = log.awaitShipped(LOG_BEFORE_STATUS_MAX);
            report(outcome);
            held = false;
            boolean _ = log.awaitShipped(FOR_EVER);
        }
        held = false;
        clean();
    }

    /** Tells the control plane that the job starts; nothing happens without its consent. */
    private boolean begun() throws InterruptedException {
        try {
            report(JobReport.of(JobStatus.PROCESSING), cancellation::awaitAsked);
            LOG.infof("job started: job=%s type=%s", lease.job(), lease.type());
            return true;
        } catch (RefusedException refused) {
            LOG.warnf("job was taken back: job=%s code=%s", lease.job(), refused.code());
        } catch (UnansweredException givenUp) {
            LOG.warnf("job was cancelled before it started: job=%s", lease.job());
            giveBack();
        }
        return false;
    }

    /** Another Tendril may have it; or, if it counts as started after all, it ends here. */
    private void giveBack() throws InterruptedException {
        for (JobStatus status : new JobStatus[] {JobStatus.QUEUED, JobStatus.CANCELLED}) {
            try {
                report(JobReport.of(status), Retry.Pause.PATIENT);
                return;
            } catch (RefusedException | UnansweredException refused) {
                LOG.infof("job could not become %s: job=%s", status, lease.job());
            }
        }
    }

    private JobOutcome execute() throws InterruptedException {
        log.system(
                SystemLine.claimed(
                        around.settings().tendrilName(),
                        around.settings().version(),
                        lease.attempt()));
        secrets.unmaskable().forEach(name -> log.system(SystemLine.unmaskable(name)));
        try {
            ExecutionMetadata metadata = prepared().run();
            return cancellation.lostLease()
                    ? new JobOutcome.LeaseLost()
                    : new JobOutcome.Succeeded(metadata);
        } catch (StepFailedException failed) {
            stateUnsaved = failed instanceof UnsavedStateException;
            String message = mask.mask(String.valueOf(failed.getMessage()));
            if (failed.getCause() != null) {
                LOG.warnf(failed.getCause(), "job step failed: job=%s", lease.job());
            }
            if (cancellation.lostLease()) {
                return new JobOutcome.LeaseLost();
            }
            return cancellation.asked() && !stateUnsaved
                    ? new JobOutcome.Cancelled(message)
                    : new JobOutcome.Failed(message);
        } catch (RuntimeException ours) {
            LOG.errorf(ours, "job ended by an error of the agent: job=%s", lease.job());
            return new JobOutcome.Failed("an error inside the Tendril; its own log says more");
        }
    }

    private PreparedJob prepared() throws StepFailedException, InterruptedException {
        JobKind known =
                kind.orElseThrow(() ->
                        new StepFailedException("this Tendril is too old for this job's type"));
        StateSync state =
                new StateSync(
                        around.control(),
                        around.retry(),
                        new StateSync.Owner(lease.ref(), lease.vine()),
                        workdir,
                        log::system);
        Preparation preparation =
                new Preparation(around.installations(), around.environment(), log::system);
        Steps steps =
                new Steps(
                        preparation.terraform(lease.snapshot(), workdir),
                        workdir,
                        state,
                        new Steps.JobVoice(cancellation, log::system));
        return () -> known.run(steps);
    }

    /** A job of which only the running is left. */
    @FunctionalInterface
    private interface PreparedJob {
        ExecutionMetadata run() throws StepFailedException, InterruptedException;
    }

    private void report(JobOutcome outcome) throws InterruptedException {
        JobReport report =
                switch (outcome) {
                    case JobOutcome.Succeeded(ExecutionMetadata metadata) ->
                            new JobReport(outcome.status(), null, metadata.json(mask));
                    case JobOutcome.Failed(String message) ->
                            new JobReport(outcome.status(), message, null);
                    case JobOutcome.Cancelled(String message) ->
                            new JobReport(outcome.status(), message, null);
                    case JobOutcome.LeaseLost _ -> null;
                };
        if (report == null) {
            LOG.warnf("job is no longer ours, nothing is reported: job=%s", lease.job());
            return;
        }
        try {
            report(report, Retry.Pause.PATIENT);
            LOG.infof("job finished: job=%s status=%s", lease.job(), report.status());
        } catch (RefusedException refused) {
            LOG.errorf("job outcome was refused: job=%s code=%s", lease.job(), refused.code());
        } catch (UnansweredException never) {
            throw new IllegalStateException("a patient call never gives up", never);
        }
    }

    private void report(JobReport report, Retry.Pause pause)
            throws RefusedException, UnansweredException, InterruptedException {
        around.retry()
                .call(
                        "report-" + report.status(),
                        () -> {
                            around.control().report(lease.ref(), report);
                            return report;
                        },
                        pause);
    }

    private LogSettings logSettings() {
        Lease.LogTerms terms = lease.log();
        return new LogSettings(
                terms.nextSeq(),
                terms.flushInterval(),
                Math.min(terms.chunkBytesMax(), LogSettings.CHUNK_BYTES_MAX),
                around.settings().logHeadBytesMax(),
                around.settings().logTailBytesMax());
    }

    private void clean() {
        try {
            log.closedReason()
                    .ifPresent(reason ->
                            LOG.warnf(
                                    "job log is not complete: job=%s reason=%s",
                                    lease.job(), reason));
            log.close();
            Path kept = around.settings().keptOutput();
            if (kept != null) {
                workdir.keepOutput(kept.resolve(lease.job().value()));
            }
            if (stateUnsaved) {
                LOG.errorf("job folder is kept, it holds the only state: folder=%s", folder);
            } else {
                Workdir.remove(folder);
            }
        } catch (IOException left) {
            LOG.errorf(left, "job folder could not be removed: folder=%s", folder);
        }
    }
}
