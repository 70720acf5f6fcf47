package io.vintner.tendril.job;

import io.vintner.tendril.control.FailureCode;
import io.vintner.tendril.control.LeasedPlan;
import io.vintner.tendril.control.PlanOrigin;
import io.vintner.tendril.terraform.AppliedState;
import io.vintner.tendril.terraform.PlanCounts;
import io.vintner.tendril.terraform.Terraform;
import io.vintner.tendril.terraform.TerraformCommand;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What a job can do. Each step says in the job's log that it starts and how it ended, does not
 * start once the job was asked to end, and throws when it did not do what it should.
 *
 * <p>A job that an earlier run of the agent had begun goes through the same steps again: those that
 * were begun then are not started and not told again, only waited for.
 */
final class Steps {

    private static final Logger LOG = Logger.getLogger(Steps.class);

    /** An apply that is cut short leaves nobody the wiser. */
    private static final Commands.Codes APPLY =
            new Commands.Codes(null, FailureCode.OUTCOME_UNKNOWN);

    private final Commands commands;
    private final Terraform terraform;
    private final @Nullable String moduleVersion;
    private final Workdir workdir;
    private final StateSync state;
    private final PlanTransfer plans;
    private final Cancellation cancellation;
    private final LeaseProof proof;
    private final Consumer<String> system;

    /** What goes to the control plane and comes from there. */
    record Remote(StateSync state, PlanTransfer plans) {}

    Steps(Preparation.Ready ready, Workdir workdir, Remote remote, JobVoice voice) {
        this.commands = new Commands(workdir.stderr(), voice);
        this.terraform = ready.terraform();
        this.moduleVersion = ready.moduleVersion();
        this.workdir = workdir;
        this.state = remote.state();
        this.plans = remote.plans();
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
        commands.run("terraform init", terraform::init);
    }

    /** Fetches modules, and exactly the providers that the reviewed plan was made with. */
    void initAsLocked() throws StepFailedException, InterruptedException {
        commands.run("terraform init", terraform::initAsLocked);
    }

    /** Checks the module. */
    void validate() throws StepFailedException, InterruptedException {
        commands.run("terraform validate", terraform::validate);
    }

    /** Makes the plan that {@link #apply()} carries out. */
    PlanCounts plan(Terraform.Goal goal) throws StepFailedException, InterruptedException {
        commands.run("terraform plan", () -> terraform.plan(goal));
        return readPlan();
    }

    /** What the plan would change. */
    PlanCounts readPlan() throws StepFailedException, InterruptedException {
        commands.capture("terraform show of the plan", terraform::showPlan);
        try {
            return terraform.planCounts();
        } catch (IOException unreadable) {
            throw new StepFailedException("the plan could not be read", unreadable);
        }
    }

    /** Stores the plan, so that it can be reviewed and then applied. */
    void storePlan() throws StepFailedException, InterruptedException {
        Optional<Long> madeFrom = state.fetchedVersion();
        if (madeFrom.isEmpty()) {
            // An older agent had begun this job.
            system.accept(SystemLine.planNotStored());
            return;
        }
        PlanOrigin from = new PlanOrigin(madeFrom.get(), moduleVersion);
        String sha256 = plans.store(from, cancellation::awaitAsked);
        system.accept(SystemLine.planStored(sha256));
    }

    /**
     * Fetches the plan that was reviewed, unless it is not of this configuration and state. Does
     * nothing if an earlier run of the agent has come further than that.
     */
    void fetchPlan(LeasedPlan plan) throws StepFailedException, InterruptedException {
        try {
            if (workdir.holdsCommand("init")) {
                return;
            }
        } catch (IOException unreadable) {
            throw new StepFailedException("the job's folder could not be read", unreadable);
        }
        if (!plan.sameConfiguration()) {
            throw new StepFailedException(
                    "the plan was made from another configuration", FailureCode.PLAN_STALE);
        }
        boolean sameState =
                state.fetchedVersion()
                        .filter(version -> version == plan.stateVersion())
                        .isPresent();
        if (!sameState) {
            throw new StepFailedException(
                    "the state has changed since the plan was made", FailureCode.PLAN_STALE);
        }
        plans.fetch(plan, cancellation::awaitAsked);
        system.accept(SystemLine.applyingReviewedPlan(plan.sha256()));
    }

    /**
     * Carries out the plan, and returns only when the state that came of it is stored, also if the
     * plan was carried out in part.
     */
    void apply() throws StepFailedException, InterruptedException {
        apply(() -> {});
    }

    /** Carries out the reviewed plan in the same way, if it still is what was reviewed. */
    void apply(LeasedPlan plan) throws StepFailedException, InterruptedException {
        apply(() -> plans.requireUnaltered(plan));
    }

    /** What must hold at the last moment. */
    @FunctionalInterface
    private interface Guard {
        void check() throws StepFailedException;
    }

    private void apply(Guard guard) throws StepFailedException, InterruptedException {
        TerraformCommand apply = Commands.named("terraform apply", terraform::apply);
        if (!apply.begun()) {
            awaitProof();
            commands.refuseIfAsked("terraform apply");
            guard.check();
        }
        state.watch();
        Optional<StepFailedException> failure = Optional.empty();
        try {
            commands.run("terraform apply", apply, APPLY);
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
            commands.capture("terraform show", terraform::showState);
            commands.capture("terraform output", terraform::output);
            return Optional.of(terraform.applied());
        } catch (IOException | StepFailedException unreadable) {
            LOG.warn("resources and outputs could not be read", unreadable);
            system.accept(SystemLine.notInspected());
            return Optional.empty();
        }
    }

    private void awaitProof() throws InterruptedException {
        if (!proof.fresh()) {
            system.accept(SystemLine.awaitingProof());
            proof.await(cancellation);
        }
    }
}
