package io.vintner.tendril.terraform;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * One command of a job: not started yet, or begun, perhaps by an earlier run of the agent. A
 * command is started once: where that was done, it is found again, running or not. One that was
 * about to be started when the agent died is first kept from ever starting, and then counts as not
 * begun.
 *
 * <p>Not thread-safe.
 */
public final class TerraformCommand {

    private static final String TOLD = "told";
    private static final String STDERR_BEFORE = "stderr-before";

    private final Path folder;
    private final TerraformProcess.Command command;
    private final boolean begun;

    private TerraformCommand(Path folder, TerraformProcess.Command command, boolean begun) {
        this.folder = folder;
        this.command = command;
        this.begun = begun;
    }

    /**
     * The command with its notes in a folder.
     *
     * @param folder made when the command starts; where it was kept from starting, the next try
     *     lies beside it
     */
    static TerraformCommand in(Path folder, TerraformProcess.Command command) throws IOException {
        Path next = folder;
        for (int tries = 2; Files.exists(next); tries++) {
            if (!TerraformProcess.keepFromStarting(next)) {
                return new TerraformCommand(next, command, true);
            }
            next = folder.resolveSibling(folder.getFileName() + "." + tries);
        }
        return new TerraformCommand(next, command, false);
    }

    /** Whether it was started before. */
    public boolean begun() {
        return begun;
    }

    /**
     * Starts the command, or finds it where it was started before.
     *
     * @throws IOException if it cannot be started; then it has not been
     */
    public TerraformProcess process() throws IOException {
        if (begun) {
            return TerraformProcess.find(folder);
        }
        Files.createDirectory(folder);
        Files.writeString(folder.resolve(STDERR_BEFORE), Long.toString(size(command.stderr())));
        return TerraformProcess.start(folder, command);
    }

    /** Where its error output begins in the file that all commands append to. */
    public long stderrBefore() throws IOException {
        try {
            return Long.parseLong(Files.readString(folder.resolve(STDERR_BEFORE)));
        } catch (NumberFormatException | NoSuchFileException unknown) {
            throw new IOException("it is not known where the error output begins", unknown);
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** Whether people know how it ended. */
    public boolean told() {
        return Files.exists(folder.resolve(TOLD));
    }

    /** Notes that people know how it ended. */
    public void markTold() throws IOException {
        try {
            Files.createFile(folder.resolve(TOLD));
        } catch (FileAlreadyExistsException already) {
            // then it is so
        }
    }
}
