package io.vintner.tendril.job;

import io.vintner.tendril.terraform.AppliedState;
import io.vintner.tendril.terraform.PlanCounts;
import io.vintner.tendril.terraform.Terraform;
import io.vintner.tendril.terraform.TerraformCommand;
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
 *
 * <p>A job that an earlier run of the agent had begun goes through the same steps again: those that
 * were begun then are not started and not told again, only waited for.
 */
final class Steps {

    private static final Logger LOG = Logger.getLogger(Steps.class);

    private final Terraform terraform;
    private final Workdir workdir;
    private final StateSync state;
    private final Cancellation cancellation;
    private final LeaseProof proof;
    private final Consumer<String> system;

    Steps(Terraform terraform, Workdir workdir, StateSync state, JobVoice voice) {
        this.terraform = terraform;
        this.workdir = workdir;
        this.state = state;
        this.cancellation = voice.cancellation();
        this.proof = voice.proof();
        this.system = voice.system();
    }

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
        TerraformCommand apply = named("terraform apply", terraform::apply);
        if (!apply.begun()) {
            awaitProof();
            refuseIfAsked("terraform apply");
        }
        state.watch();
        Optional<StepFailedException> failure = Optional.empty();
        try {
            run("terraform apply", apply);
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

    /** Names the next command. */
    @FunctionalInterface
    private interface Naming {
        TerraformCommand command() throws IOException;
    }

    private static TerraformCommand named(String command, Naming naming)
            throws StepFailedException {
        try {
            return naming.command();
        } catch (IOException unreadable) {
            throw new StepFailedException(
                    command + " could not be run on this Tendril", unreadable);
        }
    }

    private void run(String name, Naming naming) throws StepFailedException, InterruptedException {
        run(name, named(name, naming));
    }

    private void run(String name, TerraformCommand command)
            throws StepFailedException, InterruptedException {
        if (!command.begun()) {
            refuseIfAsked(name);
            system.accept(SystemLine.starting(name));
        }
        TerraformOutcome outcome = outcomeOf(name, command, false);
        tell(name, command, outcome);
        String ended = SystemLine.ended(name, outcome);
        switch (outcome) {
            case TerraformOutcome.Succeeded _ -> {
                // the next step
            }
            case TerraformOutcome.Vanished _ -> throw new CommandVanishedException(ended);
            case TerraformOutcome.Failed _, TerraformOutcome.Signalled _ ->
                    throw new StepFailedException(ended + summary(command));
        }
    }

    private void tell(String name, TerraformCommand command, TerraformOutcome outcome) {
        if (command.told()) {
            return;
        }
        system.accept(SystemLine.ended(name, outcome));
        try {
            command.markTold();
        } catch (IOException noRoom) {
            LOG.warn("it cannot be noted that a command's end was told", noRoom);
        }
    }

    private String summary(TerraformCommand command) {
        try {
            return ErrorSummary.after(workdir.stderr(), command.stderrBefore())
                    .map(it -> ": " + it)
                    .orElse("");
        } catch (IOException unknown) {
            LOG.warn("the first error cannot be told", unknown);
            return "";
        }
    }

    /** Runs a quick command whose output is for the agent, also when the job was asked to end. */
    private void capture(String name, Naming naming)
            throws StepFailedException, InterruptedException {
        TerraformOutcome outcome = outcomeOf(name, named(name, naming), true);
        if (outcome instanceof TerraformOutcome.Vanished) {
            throw new CommandVanishedException(SystemLine.ended(name, outcome));
        }
        if (!(outcome instanceof TerraformOutcome.Succeeded)) {
            throw new StepFailedException(SystemLine.ended(name, outcome));
        }
    }

    private TerraformOutcome outcomeOf(String name, TerraformCommand command, boolean evenIfAsked)
            throws StepFailedException, InterruptedException {
        try {
            TerraformProcess process = command.process();
            cancellation.started(process, evenIfAsked);
            return process.await();
        } catch (IOException notStarted) {
            throw new StepFailedException(name + " could not be run on this Tendril", notStarted);
        } finally {
            cancellation.ended();
        }
    }

    private void awaitProof() throws InterruptedException {
        if (!proof.fresh()) {
            system.accept(SystemLine.awaitingProof());
            proof.await(cancellation);
        }
    }

    private void refuseIfAsked(String command) throws StepFailedException {
        if (cancellation.asked()) {
            throw new StepFailedException("ended before " + command);
        }
    }
}
