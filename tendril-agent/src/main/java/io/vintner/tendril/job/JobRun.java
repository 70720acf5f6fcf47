package io.vintner.tendril.job;

import io.vintner.tendril.control.ControlPlane;
import io.vintner.tendril.control.Credentials;
import io.vintner.tendril.control.Directive;
import io.vintner.tendril.control.JobReport;
import io.vintner.tendril.control.JobStatus;
import io.vintner.tendril.control.Lease;
import io.vintner.tendril.control.LeaseRef;
import io.vintner.tendril.control.LogFields;
import io.vintner.tendril.control.RefusedException;
import io.vintner.tendril.control.Retry;
import io.vintner.tendril.control.UnansweredException;
import io.vintner.tendril.joblog.JobLogger;
import io.vintner.tendril.joblog.JobOutput;
import io.vintner.tendril.joblog.LogSettings;
import io.vintner.tendril.joblog.SecretMask;
import io.vintner.tendril.journal.JobFolders;
import io.vintner.tendril.journal.JobJournal;
import io.vintner.tendril.journal.Note;
import io.vintner.tendril.terraform.Installations;
import io.vintner.tendril.terraform.TerraformEnvironment;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One job from claim to finish: says that it starts, runs its steps, reports the outcome, and stays
 * until the last line of its log is acknowledged. Terraform waits for none of the reporting. All of
 * it is in the job's journal, so that another run of the agent can go on from any moment.
 *
 * <p>{@link #run()} is for one thread; the other methods may be called by any.
 */
public final class JobRun {

    /** How long the outcome waits for the log, so that readers see the last lines first. */
    private static final Duration LOG_BEFORE_STATUS_MAX = Duration.ofSeconds(5);

    private static final Duration FOR_EVER = Duration.ofDays(365);

    private static final Logger LOG = Logger.getLogger(JobRun.class);

    private final Surroundings around;
    private final JobJournal journal;
    private final Lease lease;
    private final boolean resumed;
    private final Workdir workdir;
    private final JobSecrets secrets;
    private final SecretMask mask;
    private final JobLogger log;
    private final StatusReports reports;
    private final JobVoice voice;
    private final JobExecution execution;
    private volatile boolean held = true;

    /**
     * What a job needs from the agent.
     *
     * @param folders where the jobs lie
     * @param boot the kernel's boot id
     */
    public record Surroundings(
            ControlPlane control,
            Retry retry,
            Supplier<Credentials> credentials,
            Installations installations,
            TerraformEnvironment environment,
            JobFolders folders,
            String boot,
            InstantSource clock,
            JobSettings settings) {}

    private JobRun(Surroundings around, JobJournal journal, boolean resumed) throws IOException {
        this.around = around;
        this.journal = journal;
        this.lease = journal.lease();
        this.resumed = resumed;
        this.workdir = Workdir.open(journal.folder().resolve("terraform"));
        this.secrets =
                new JobSecrets(
                        lease.snapshot().variables(),
                        around.credentials().get().token(),
                        lease.ref().token());
        this.mask = secrets.mask();
        this.log =
                JobLogger.open(
                        journal.folder().resolve("spool"),
                        new JobOutput(workdir.stdout(), workdir.stderr()),
                        mask,
                        logSettings(),
                        around.clock());
        this.reports = new StatusReports(around.control(), around.retry(), lease.ref());
        boolean mutating = JobKind.of(lease).map(JobKind::mutating).orElse(false);
        Notebook notes = new Notebook(journal);
        Cancellation cancellation =
                new Cancellation(
                        new Cancellation.Rules(mutating, around.settings().termMax()),
                        journal.progress(),
                        log::system,
                        notes);
        this.voice =
                new JobVoice(cancellation, new LeaseProof(lease.duration()), log::system, notes);
        this.execution =
                new JobExecution(around, new JobExecution.Found(journal, workdir, resumed), voice);
    }

    /**
     * Prepares a run of a job that was just claimed.
     *
     * @throws IOException if the disk does not take it; nothing has happened then
     */
    public static JobRun prepare(Surroundings around, Lease lease) throws IOException {
        JobJournal journal = around.folders().begin(lease, around.boot());
        try {
            return new JobRun(around, journal, false);
        } catch (IOException notTaken) {
            journal.close();
            around.folders().remove(journal.folder());
            throw notTaken;
        }
    }

    /**
     * Goes on with a job that an earlier run of the agent had: under the same lease, with the same
     * Terraform if that still runs, and with the log where it stopped.
     *
     * @param folder of the job
     * @throws IOException if it cannot be read; the folder stays as it is
     */
    public static JobRun resume(Surroundings around, Path folder) throws IOException {
        JobJournal journal = around.folders().open(folder);
        try {
            return new JobRun(around, journal, true);
        } catch (IOException unreadable) {
            journal.close();
            throw unreadable;
        }
    }

    public LeaseRef ref() {
        return lease.ref();
    }

    /** From now on what the present thread logs is about this job. */
    public LogFields named() {
        return LogFields.about(lease.ref(), around.credentials().get().id());
    }

    /** Whether the job still counts as ours: from the claim until its outcome is reported. */
    public boolean held() {
        return held;
    }

    /** Whether a Terraform of this job is running. */
    public boolean terraformRuns() {
        return voice.cancellation().terraformRuns();
    }

    /** Hears what the control plane wants. */
    public void obey(Directive directive) {
        if (!held) {
            return;
        }
        Cancellation cancellation = voice.cancellation();
        switch (directive) {
            case CONTINUE -> {
                // as it does
            }
            case CANCEL -> cancellation.ask("the control plane");
            case CANCEL_FORCE -> cancellation.force("the control plane");
            case LEASE_LOST -> cancellation.leaseLost();
        }
    }

    /**
     * Hears that the control plane still counts the job as ours.
     *
     * @param askedNanos {@link System#nanoTime()} before it was asked
     */
    public void confirm(long askedNanos) {
        voice.proof().given(askedNanos);
    }

    /**
     * Asks the job to end gracefully; asking again changes nothing.
     *
     * @param by who or what wants it, for the job's log
     */
    public void cancel(String by) {
        if (held) {
            voice.cancellation().ask(by);
        }
    }

    /** Runs the job and returns when nothing of it is left to do. */
    public void run() throws InterruptedException {
        log.start(
                new ControlPlaneLogSink(around.control(), around.retry(), lease.ref(), this::obey));
        if (begun()) {
            Note.Ended end = ended();
            held = end.report() != null && !voice.cancellation().lostLease();
            log.finish();
            boolean _ = log.awaitShipped(LOG_BEFORE_STATUS_MAX);
            report(end);
            held = false;
            boolean _ = log.awaitShipped(FOR_EVER);
            new LogSealing(around.control(), around.retry(), lease.ref()).seal(log);
        }
        held = false;
        clean();
    }

    /** Runs the job to its end, unless an earlier run of the agent has. */
    private Note.Ended ended() throws InterruptedException {
        Note.Ended before = journal.progress().ended();
        if (before != null) {
            return before;
        }
        introduce();
        JobOutcome outcome = execution.run();
        log.system(mask.mask(SystemLine.ended(outcome)));
        Note.Ended end = new Note.Ended(outcome.report(mask).orElse(null));
        voice.notes().accept(end);
        return end;
    }

    /** Tells the control plane that the job starts; nothing happens without its consent. */
    private boolean begun() throws InterruptedException {
        if (journal.progress().begun()) {
            return true;
        }
        if (execution.rebooted()) {
            LOG.warnf("job had not started before the machine did: job=%s", lease.job());
            reports.giveBack();
            return false;
        }
        try {
            long asked = System.nanoTime();
            reports.send(JobReport.of(JobStatus.PROCESSING), voice.cancellation()::awaitAsked);
            confirm(asked);
            voice.notes().accept(new Note.Begun());
            LOG.infof("job started: job=%s type=%s", lease.job(), lease.type());
            return true;
        } catch (RefusedException refused) {
            LOG.warnf("job was taken back: job=%s code=%s", lease.job(), refused.code());
        } catch (UnansweredException givenUp) {
            LOG.warnf("job was cancelled before it started: job=%s", lease.job());
            reports.giveBack();
        }
        return false;
    }

    private void introduce() {
        String name = around.settings().tendrilName();
        String version = around.settings().version();
        if (resumed) {
            log.system(SystemLine.resumed(name, version));
        } else {
            log.system(SystemLine.claimed(name, version, lease.attempt()));
            secrets.unmaskable().forEach(secret -> log.system(SystemLine.unmaskable(secret)));
        }
    }

    private void report(Note.Ended end) throws InterruptedException {
        JobReport report = end.report();
        if (report == null) {
            LOG.warnf("nothing is reported of a job: job=%s", lease.job());
            return;
        }
        if (journal.progress().reported()) {
            return;
        }
        try {
            reports.send(report, Retry.Pause.PATIENT);
            LOG.infof("job finished: job=%s status=%s", lease.job(), report.status());
        } catch (RefusedException refused) {
            if (voice.cancellation().lostLease()) {
                LOG.infof(
                        "job outcome was told late: job=%s status=%s",
                        lease.job(), report.status());
            } else {
                LOG.errorf("job outcome was refused: job=%s code=%s", lease.job(), refused.code());
            }
        } catch (UnansweredException never) {
            throw new IllegalStateException("a patient call never gives up", never);
        }
        voice.notes().accept(new Note.Reported());
    }

    private LogSettings logSettings() {
        Lease.LogTerms terms = lease.log();
        return new LogSettings(
                terms.nextSeq(),
                resumed,
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
            if (journal.progress().kept()) {
                LOG.errorf(
                        "job folder is kept, it holds the only state: folder=%s", journal.folder());
                journal.closeForGood();
                journal.close();
            } else {
                journal.close();
                around.folders().remove(journal.folder());
            }
        } catch (IOException left) {
            LOG.errorf(left, "job folder could not be removed: folder=%s", journal.folder());
        }
    }
}
