package io.vintner.tendril.job;

import io.vintner.tendril.terraform.AppliedState;
import io.vintner.tendril.terraform.PlanCounts;
import io.vintner.tendril.terraform.Terraform;
import io.vintner.tendril.terraform.TerraformOutcome;
import io.vintner.tendril.terraform.TerraformProcess;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * What a job can do. Each step says in the job's log that it starts and how it ended, does not
 * start once the job was asked to end, and throws when it did not do what it should.
 */
final class Steps {

    private static final Logger LOG = Logger.getLogger(Steps.class);

    private final Terraform terraform;
    private final Workdir workdir;
    private final StateSync state;
    private final Cancellation cancellation;
    private final Consumer<String> system;

    Steps(Terraform terraform, Workdir workdir, StateSync state, JobVoice voice) {
        this.terraform = terraform;
        this.workdir = workdir;
        this.state = state;
        this.cancellation = voice.cancellation();
        this.system = voice.system();
    }

    /**
     * The two ways in which a running job and the rest of the world hear each other.
     *
     * @param cancellation ends the job
     * @param system takes lines for the job's log
     */
    record JobVoice(Cancellation cancellation, Consumer<String> system) {}

    /** Fetches the vine's state. */
    void pullState() throws StepFailedException, InterruptedException {
        state.pull(cancellation::awaitAsked);
    }

    /** Fetches modules and providers. */
    void init() throws StepFailedException, InterruptedException {
        run("terraform init", terraform::init);
    }

    /** Checks the module. */
    void validate() throws StepFailedException, InterruptedException {
        run("terraform validate", terraform::validate);
    }

    /** Makes the plan that {@link #apply()} carries out. */
    PlanCounts plan(Terraform.Goal goal) throws StepFailedException, InterruptedException {
        run("terraform plan", () -> terraform.plan(goal));
        capture("terraform show of the plan", terraform::showPlan);
        try {
            return terraform.planCounts();
        } catch (IOException unreadable) {
            throw new StepFailedException("the plan could not be read", unreadable);
        }
    }

    /**
     * Carries out the plan, and returns only when the state that came of it is stored, also if the
     * plan was carried out in part.
     */
    void apply() throws StepFailedException, InterruptedException {
        refuseIfAsked("terraform apply");
        state.watch();
        Optional<StepFailedException> failure = Optional.empty();
        try {
            run("terraform apply", terraform::apply);
        } catch (StepFailedException failed) {
            failure = Optional.of(failed);
        }
        try {
            state.settle();
        } catch (StepFailedException unsaved) {
            String before = failure.map(failed -> failed.getMessage() + "; ").orElse("");
            throw new UnsavedStateException(before + unsaved.getMessage());
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** Reads what stands now. That it cannot be read does not undo an apply: then it is empty. */
    Optional<AppliedState> inspect() throws InterruptedException {
        try {
            capture("terraform show", terraform::showState);
            capture("terraform output", terraform::output);
            return Optional.of(terraform.applied());
        } catch (IOException | StepFailedException unreadable) {
            LOG.warn("resources and outputs could not be read", unreadable);
            system.accept(SystemLine.notInspected());
            return Optional.empty();
        }
    }

    /** Starts a command. */
    @FunctionalInterface
    private interface Start {
        TerraformProcess process() throws IOException;
    }

    private void run(String command, Start start) throws StepFailedException, InterruptedException {
        refuseIfAsked(command);
        system.accept(SystemLine.starting(command));
        long before = ErrorSummary.position(workdir.stderr());
        TerraformOutcome outcome = outcomeOf(command, start, false);
        system.accept(SystemLine.ended(command, outcome));
        if (!(outcome instanceof TerraformOutcome.Succeeded)) {
            String summary =
                    ErrorSummary.after(workdir.stderr(), before).map(it -> ": " + it).orElse("");
            throw new StepFailedException(SystemLine.ended(command, outcome) + summary);
        }
    }

    /** Runs a quick command whose output is for the agent, also when the job was asked to end. */
    private void capture(String command, Start start)
            throws StepFailedException, InterruptedException {
        TerraformOutcome outcome = outcomeOf(command, start, true);
        if (!(outcome instanceof TerraformOutcome.Succeeded)) {
            throw new StepFailedException(SystemLine.ended(command, outcome));
        }
    }

    private TerraformOutcome outcomeOf(String command, Start start, boolean evenIfAsked)
            throws StepFailedException, InterruptedException {
        try {
            TerraformProcess process = start.process();
            cancellation.started(process, evenIfAsked);
            return process.await();
        } catch (IOException notStarted) {
            throw new StepFailedException(
                    command + " could not be run on this Tendril", notStarted);
        } finally {
            cancellation.ended();
        }
    }

    private void refuseIfAsked(String command) throws StepFailedException {
        if (cancellation.asked()) {
            throw new StepFailedException("ended before " + command);
        }
    }
}
