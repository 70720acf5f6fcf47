package io.vintner.tendril.job;

import io.vintner.tendril.control.FailureCode;
import io.vintner.tendril.control.Lease;
import io.vintner.tendril.journal.JobJournal;
import io.vintner.tendril.journal.Note;
import io.vintner.tendril.journal.Progress;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Has a job's steps done, or gone on with where an earlier run of the agent left them, and says how
 * that ended.
 */
final class JobExecution {

    private static final Logger LOG = Logger.getLogger(JobExecution.class);

    private final JobRun.Surroundings around;
    private final JobJournal journal;
    private final Lease lease;
    private final boolean resumed;
    private final Workdir workdir;
    private final JobVoice voice;
    private final Optional<JobKind> kind;

    /**
     * What lies on the disk of a job.
     *
     * @param resumed whether an earlier run of the agent had it
     */
    record Found(JobJournal journal, Workdir workdir, boolean resumed) {}

    JobExecution(JobRun.Surroundings around, Found found, JobVoice voice) {
        this.around = around;
        this.journal = found.journal();
        this.lease = journal.lease();
        this.resumed = found.resumed();
        this.workdir = found.workdir();
        this.voice = voice;
        this.kind = JobKind.of(lease);
    }

    /** Whether the machine was restarted since the job was claimed. */
    boolean rebooted() {
        return !journal.boot().equals(around.boot());
    }

    /** Does what is left to do. */
    JobOutcome run() throws InterruptedException {
        try {
            return cameOf(steps());
        } catch (StepFailedException failed) {
            return cameOf(failed);
        } catch (RuntimeException ours) {
            LOG.errorf(ours, "job ended by an error of the agent: job=%s", lease.job());
            if (mutating()) {
                voice.notes().accept(new Note.Kept());
            }
            return new JobOutcome.Failed(
                    "an error inside the Tendril; its own log says more",
                    mutating() ? FailureCode.OUTCOME_UNKNOWN : null);
        }
    }

    private boolean mutating() {
        return kind.map(JobKind::mutating).orElse(false);
    }

    private JobOutcome cameOf(ExecutionMetadata metadata) {
        return unlessLost(new JobOutcome.Succeeded(metadata));
    }

    private JobOutcome cameOf(StepFailedException failed) {
        String message = String.valueOf(failed.getMessage());
        if (failed.getCause() != null) {
            LOG.warnf(failed.getCause(), "job step failed: job=%s", lease.job());
        }
        boolean unsaved = failed instanceof UnsavedStateException;
        if (unsaved) {
            voice.notes().accept(new Note.Kept());
        }
        if (voice.cancellation().asked() && !unsaved) {
            return unlessLost(new JobOutcome.Cancelled(message, failed.code()));
        }
        boolean diedWithTheAgent = resumed && failed instanceof CommandVanishedException;
        return unlessLost(
                diedWithTheAgent && !mutating()
                        ? new JobOutcome.Abandoned(message)
                        : new JobOutcome.Failed(message, failed.code()));
    }

    private JobOutcome unlessLost(JobOutcome came) {
        return voice.cancellation().lostLease()
                ? new JobOutcome.LeaseLost(mutating() ? came : null)
                : came;
    }

    private ExecutionMetadata steps() throws StepFailedException, InterruptedException {
        JobKind known =
                kind.orElseThrow(() ->
                        new StepFailedException("this Tendril is too old for this job's type"));
        StateSync state =
                new StateSync(
                        around.control(),
                        around.retry(),
                        new StateSync.Owner(lease.ref(), lease.vine()),
                        workdir,
                        voice);
        Progress before = journal.progress();
        if (before.storedSerial() != null || commandsBegan()) {
            state.alreadyPulled(before.storedSerial(), before.fetchedVersion());
        }
        if (rebooted()) {
            throw new AfterReboot(workdir, state).failure();
        }
        Preparation preparation = new Preparation(around, lease, workdir, voice);
        Preparation.Ready ready =
                before.executable() != null || commandsBegan()
                        ? preparation.again(before)
                        : preparation.ready();
        PlanTransfer plans =
                new PlanTransfer(around.control(), around.retry(), lease.ref(), workdir);
        return known.run(new Steps(ready, workdir, new Steps.Remote(state, plans), voice))
                .of(ready.moduleVersion());
    }

    /** From then on what lies in the folder is Terraform's: nothing may be written over it. */
    private boolean commandsBegan() throws StepFailedException {
        try {
            return workdir.holdsCommand("init");
        } catch (IOException unreadable) {
            throw new StepFailedException("the job's folder could not be read", unreadable);
        }
    }
}
