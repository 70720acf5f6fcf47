package io.vintner.faults.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Terraform command that runs for a job of an agent's, and the agent's wrapper around it, which
 * will note its exit code: the two processes of a job that live without their agent.
 */
public final class RunningCommand {

    private final Path folder;
    private final ProcessHandle terraform;
    private final Optional<ProcessHandle> wrapper;

    private RunningCommand(Path folder, ProcessHandle terraform) {
        this.folder = folder;
        this.terraform = terraform;
        this.wrapper = terraform.parent().filter(it -> isWrapper(it, folder));
    }

    /** The newest command of the job with that folder, if its Terraform runs. */
    public static Optional<RunningCommand> of(Path jobFolder) throws IOException {
        try (Stream<Path> folders = Files.list(jobFolder.resolve("terraform/commands"))) {
            Optional<Path> newest = folders.max(Comparator.comparing(Path::getFileName));
            return newest.isPresent() ? in(newest.get()) : Optional.empty();
        } catch (NoSuchFileException notYetOrGone) {
            return Optional.empty();
        }
    }

    private static Optional<RunningCommand> in(Path folder) throws IOException {
        try {
            String pid = Files.readString(folder.resolve("process")).split(" ", -1)[0];
            return ProcessHandle.of(Long.parseLong(pid))
                    .filter(ProcessHandle::isAlive)
                    .filter(_ -> !Files.exists(folder.resolve("exit")))
                    .map(process -> new RunningCommand(folder, process));
        } catch (NoSuchFileException | NumberFormatException notStarted) {
            return Optional.empty();
        }
    }

    private static boolean isWrapper(ProcessHandle process, Path folder) {
        return process.info().arguments().stream()
                .flatMap(Stream::of)
                .anyMatch(argument -> argument.startsWith(folder.toString()));
    }

    /** SIGKILL to Terraform alone, as the kernel does that has no memory left. */
    public void killTerraform() {
        terraform.destroyForcibly();
        terraform.onExit().join();
    }

    /**
     * SIGKILL to the wrapper alone: Terraform goes on, and nobody will note how it ends.
     *
     * @return false if there is none any more
     */
    public boolean killWrapper() {
        wrapper.ifPresent(it -> {
            it.destroyForcibly();
            it.onExit().join();
        });
        return wrapper.isPresent();
    }

    /** SIGKILL to both. */
    public void killBoth() {
        boolean _ = killWrapper();
        killTerraform();
    }

    /** Where the exit code stands once it has ended. */
    public Path exitCode() {
        return folder.resolve("exit");
    }
}
