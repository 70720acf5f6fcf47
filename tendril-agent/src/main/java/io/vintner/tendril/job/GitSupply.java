package io.vintner.tendril.job;

import io.vintner.tendril.control.FailureCode;
import io.vintner.tendril.control.LeasedPlan;
import io.vintner.tendril.control.ModuleSource;
import io.vintner.tendril.terraform.Git;
import io.vintner.tendril.terraform.UnusableModuleException;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks one commit of a git repository out. A reviewed plan is applied on the commit that it was
 * made from, wherever the branch stands by now.
 */
final class GitSupply implements ModuleSupply {

    private static final Commands.Codes CODES =
            new Commands.Codes(FailureCode.MODULE_NOT_AVAILABLE, null);

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");

    private final Git git;
    private final Workdir workdir;
    private final ModuleSource.Git source;
    private final @Nullable LeasedPlan plan;
    private final Commands commands;
    private final Consumer<String> system;

    /**
     * What is wanted.
     *
     * @param plan the reviewed plan that will be applied; null if none
     */
    record Wanted(ModuleSource.Git source, @Nullable LeasedPlan plan) {}

    GitSupply(Git git, Workdir workdir, Wanted wanted, Commands commands, JobVoice voice) {
        this.git = git;
        this.workdir = workdir;
        this.source = wanted.source();
        this.plan = wanted.plan();
        this.commands = commands;
        this.system = voice.system();
    }

    @Override
    public String supply()
            throws StepFailedException, UnusableModuleException, IOException, InterruptedException {
        String planned = planned();
        String ref = planned == null ? source.ref() : planned;
        commands.capture("git init", git::start);
        system.accept(SystemLine.fetchingModule(source.url(), ref));
        commands.run(
                "git fetch",
                Commands.named("git fetch", () -> git.fetch(source.url(), ref)),
                CODES);
        commands.run("git checkout", Commands.named("git checkout", git::checkOut), CODES);
        commands.capture("git rev-parse", git::showCommit);
        String commit = git.commit();
        if (planned != null && !planned.equals(commit)) {
            throw new StepFailedException(
                    "the module is not of the commit that the plan was made from",
                    FailureCode.PLAN_STALE);
        }
        workdir.place(source.subfolder());
        system.accept(SystemLine.moduleIs("commit " + commit));
        return commit;
    }

    /** The commit that the reviewed plan was made from; null if there is no such plan. */
    private @Nullable String planned() throws StepFailedException {
        if (plan == null) {
            return null;
        }
        String commit = plan.moduleVersion();
        if (commit == null || !COMMIT.matcher(commit).matches()) {
            throw new StepFailedException(
                    "it is not known from which commit the plan was made", FailureCode.PLAN_STALE);
        }
        return commit;
    }
}
