package io.vintner.tendril.terraform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Terraform in one working folder. Each method names the next command of the job, which is not
 * started by that, and may have been before: the same methods in the same order name the same
 * commands, also in another run of the agent. What the commands print for people goes to the
 * folder's two output files, what the agent wants to read to a file of its own.
 */
public final class Terraform {

    private final Path executable;
    private final Workdir workdir;
    private final Map<String, String> environment;

    /**
     * Terraform in a folder.
     *
     * @param environment all that Terraform sees; see {@link TerraformEnvironment}
     */
    public Terraform(Path executable, Workdir workdir, Map<String, String> environment) {
        this.executable = executable;
        this.workdir = workdir;
        this.environment = Map.copyOf(environment);
    }

    /** What a plan is to bring about. */
    public enum Goal {
        /** The infrastructure that the module describes. */
        PRESENT,
        /** None of it. */
        ABSENT
    }

    /** Fetches modules and providers. */
    public TerraformCommand init() throws IOException {
        return command("init", workdir.stdout(), "init", "-input=false");
    }

    /** Fetches modules and exactly the providers that the lock file names, or fails. */
    public TerraformCommand initAsLocked() throws IOException {
        return command("init", workdir.stdout(), "init", "-input=false", "-lockfile=readonly");
    }

    /** Checks the module without looking at anything real. */
    public TerraformCommand validate() throws IOException {
        return command("validate", workdir.stdout(), "validate");
    }

    /** Compares with what is there and keeps the plan in a file. */
    public TerraformCommand plan(Goal goal) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("plan", "-input=false"));
        if (goal == Goal.ABSENT) {
            arguments.add("-destroy");
        }
        arguments.add("-out=" + workdir.plan().getFileName());
        return command("plan", workdir.stdout(), arguments.toArray(String[]::new));
    }

    /** Carries out the kept plan, also one whose goal is that nothing remains. */
    public TerraformCommand apply() throws IOException {
        String plan = workdir.plan().getFileName().toString();
        return command("apply", workdir.stdout(), "apply", "-input=false", plan);
    }

    /** Writes the kept plan down as JSON; see {@link #planCounts()}. */
    public TerraformCommand showPlan() throws IOException {
        String plan = workdir.plan().getFileName().toString();
        return command("show-plan", workdir.captured("plan.json"), "show", "-json", plan);
    }

    /** Writes the state down as JSON; see {@link #applied()}. */
    public TerraformCommand showState() throws IOException {
        return command("show", workdir.captured("state.json"), "show", "-json");
    }

    /** Writes the outputs down as JSON; see {@link #applied()}. */
    public TerraformCommand output() throws IOException {
        return command("output", workdir.captured("outputs.json"), "output", "-json");
    }

    /** What {@link #showPlan()} wrote down. */
    public PlanCounts planCounts() throws IOException {
        return PlanCounts.read(workdir.captured("plan.json"));
    }

    /** What {@link #showState()} and {@link #output()} wrote down. */
    public AppliedState applied() throws IOException {
        return AppliedState.read(workdir.captured("state.json"), workdir.captured("outputs.json"));
    }

    private TerraformCommand command(String name, Path stdout, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>();
        line.add(executable.toString());
        line.addAll(List.of(arguments));
        return TerraformCommand.in(
                workdir.nextCommandFolder(name),
                new TerraformProcess.Command(
                        line, workdir.module(), environment, stdout, workdir.stderr()));
    }
}
