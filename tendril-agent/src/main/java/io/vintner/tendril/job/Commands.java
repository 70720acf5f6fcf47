package io.vintner.tendril.job;

import io.vintner.tendril.control.FailureCode;
import io.vintner.tendril.terraform.TerraformCommand;
import io.vintner.tendril.terraform.TerraformOutcome;
import io.vintner.tendril.terraform.TerraformProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Has a job's commands done, one after the other: says in the job's log that each starts and how it
 * ended, starts none once the job was asked to end, and throws when one did not do what it should.
 * What an earlier run of the agent had begun is not started and not told again, only waited for.
 */
final class Commands {

    private static final Logger LOG = Logger.getLogger(Commands.class);

    private final Path stderr;
    private final Cancellation cancellation;
    private final Consumer<String> system;

    /**
     * @param stderr what all commands append their errors to
     */
    Commands(Path stderr, JobVoice voice) {
        this.stderr = stderr;
        this.cancellation = voice.cancellation();
        this.system = voice.system();
    }

    /**
     * What it means for the job, for programs, if a command does not succeed; null if that has no
     * name.
     *
     * @param ifFailed it ended by itself
     * @param ifCutShort it could not
     */
    record Codes(@Nullable FailureCode ifFailed, @Nullable FailureCode ifCutShort) {

        static final Codes NONE = new Codes(null, null);
    }

    /** Names the next command. */
    @FunctionalInterface
    interface Naming {
        TerraformCommand command() throws IOException;
    }

    static TerraformCommand named(String command, Naming naming) throws StepFailedException {
        try {
            return naming.command();
        } catch (IOException unreadable) {
            throw new StepFailedException(
                    command + " could not be run on this Tendril", unreadable);
        }
    }

    void run(String name, Naming naming) throws StepFailedException, InterruptedException {
        run(name, named(name, naming), Codes.NONE);
    }

    void run(String name, TerraformCommand command, Codes codes)
            throws StepFailedException, InterruptedException {
        if (!command.begun()) {
            refuseIfAsked(name);
            system.accept(SystemLine.starting(name));
        }
        TerraformOutcome outcome = outcomeOf(name, command, false, codes.ifCutShort());
        tell(name, command, outcome);
        String ended = SystemLine.ended(name, outcome);
        switch (outcome) {
            case TerraformOutcome.Succeeded _ -> {
                // the next step
            }
            case TerraformOutcome.Vanished _ ->
                    throw new CommandVanishedException(ended, codes.ifCutShort());
            case TerraformOutcome.Signalled _ ->
                    throw new StepFailedException(ended + summary(command), codes.ifCutShort());
            case TerraformOutcome.Failed _ ->
                    throw new StepFailedException(ended + summary(command), codes.ifFailed());
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
            return ErrorSummary.after(stderr, command.stderrBefore())
                    .map(it -> ": " + it)
                    .orElse("");
        } catch (IOException unknown) {
            LOG.warn("the first error cannot be told", unknown);
            return "";
        }
    }

    /** Runs a quick command whose output is for the agent, also when the job was asked to end. */
    void capture(String name, Naming naming) throws StepFailedException, InterruptedException {
        TerraformOutcome outcome = outcomeOf(name, named(name, naming), true, null);
        if (outcome instanceof TerraformOutcome.Vanished) {
            throw new CommandVanishedException(SystemLine.ended(name, outcome), null);
        }
        if (!(outcome instanceof TerraformOutcome.Succeeded)) {
            throw new StepFailedException(SystemLine.ended(name, outcome));
        }
    }

    private TerraformOutcome outcomeOf(
            String name,
            TerraformCommand command,
            boolean evenIfAsked,
            @Nullable FailureCode ifCutShort)
            throws StepFailedException, InterruptedException {
        TerraformProcess process;
        try {
            process = command.process();
        } catch (IOException notStarted) {
            throw new StepFailedException(name + " could not be run on this Tendril", notStarted);
        }
        try {
            cancellation.started(process, evenIfAsked);
            return process.await();
        } catch (IOException unreadable) {
            throw new StepFailedException(
                    name + " could not be followed to its end", ifCutShort, unreadable);
        } finally {
            cancellation.ended();
        }
    }

    void refuseIfAsked(String command) throws StepFailedException {
        if (cancellation.asked()) {
            throw new StepFailedException("ended before " + command);
        }
    }
}
