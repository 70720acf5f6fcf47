package io.vintner.tendril.terraform;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One running Terraform command. It lives in a session of its own, so that no signal meant for the
 * agent reaches it, and it goes on when the agent dies: its folder then tells the next agent which
 * process it is ({@code process}) and how it ended ({@code exit}).
 *
 * <p>Thread-safe.
 */
public final class TerraformProcess {

    private static final String SCRIPT = "run.sh";
    private static final String IDENTITY = "process";
    private static final String EXIT = "exit";
    private static final String TERMINATED = "sigterm";

    /** How long the wrapper may take to start the command. */
    private static final Duration START_MAX = Duration.ofSeconds(30);

    /** How long the wrapper may take to write the exit code when the command is gone. */
    private static final Duration EXIT_CODE_MAX = Duration.ofSeconds(2);

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);

    /**
     * The inner shell notes who it is and then becomes the command, so the note is there before the
     * command's first instruction and names the command itself. The note is a link, which fails if
     * an agent has put {@link ProcessIdentity#NEVER} in its place: one of the two comes first, and
     * no command starts behind the back of an agent that has given it up. The outer shell has
     * handlers, which the command does not inherit, and stays to note the exit code, in room that
     * it has taken before: the command may leave a disk that is full.
     */
    private static final String WRAPPER =
            """
            # Written by tendril-agent: runs one command and notes which process it is and how it ends.
            folder=$1
            shift
            trap : HUP INT TERM
            echo '   ' > "$folder/exit.new"
            sh -c '
                folder=$1 stdout=$2 stderr=$3
                shift 3
                read -r stat < /proc/$$/stat
                read -r boot < /proc/sys/kernel/random/boot_id
                ticks() { shift 19; echo "$1"; }
                echo "$$ $(ticks ${stat##*) }) $boot" > "$folder/process.new" || exit 126
                ln "$folder/process.new" "$folder/process" || exit 126
                exec "$@" < /dev/null >> "$stdout" 2>> "$stderr"
            ' sh "$folder" "$@"
            printf '%3d\\n' $? 1<> "$folder/exit.new"
            mv "$folder/exit.new" "$folder/exit"
            """;

    private static final Logger LOG = Logger.getLogger(TerraformProcess.class);

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final Path folder;
    private final @Nullable Process wrapper;
    private final AtomicBoolean terminated = new AtomicBoolean();

    private TerraformProcess(Path folder, @Nullable Process wrapper) {
        this.folder = folder;
        this.wrapper = wrapper;
    }

    /**
     * A command to run.
     *
     * @param line the program and its arguments
     * @param workingFolder where it runs
     * @param environment all of it; nothing is inherited
     * @param stdout file that its output is appended to
     * @param stderr file that its error output is appended to
     */
    record Command(
            List<String> line,
            Path workingFolder,
            Map<String, String> environment,
            Path stdout,
            Path stderr) {

        Command {
            line = List.copyOf(line);
            environment = Map.copyOf(environment);
        }

        /** The environment holds secrets. */
        @Override
        public String toString() {
            return "Command[line=" + line + "]";
        }
    }

    /**
     * Starts a command.
     *
     * @param folder a new, empty one for the notes about this process
     * @throws IOException if {@code setsid} or {@code sh} cannot be started
     */
    static TerraformProcess start(Path folder, Command command) throws IOException {
        Path script = Files.writeString(folder.resolve(SCRIPT), WRAPPER, UTF_8);
        List<String> line = new ArrayList<>();
        line.addAll(List.of("setsid", "sh", script.toString(), folder.toString()));
        line.addAll(List.of(command.stdout().toString(), command.stderr().toString()));
        line.addAll(command.line());
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .directory(command.workingFolder().toFile())
                        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        return new TerraformProcess(folder, builder.start());
    }

    /** The command that an earlier run of the agent started with this folder. */
    static TerraformProcess find(Path folder) {
        return new TerraformProcess(folder, null);
    }

    /**
     * Makes sure that a command which an earlier run of the agent was about to start never does.
     *
     * @return false if it has started
     */
    static boolean keepFromStarting(Path folder) throws IOException {
        Path identity = folder.resolve(IDENTITY);
        if (Files.exists(identity) || Files.exists(folder.resolve(EXIT))) {
            return isKeptFromStarting(identity);
        }
        Path never = Files.writeString(folder.resolve("process.never"), ProcessIdentity.NEVER);
        try {
            Files.createLink(identity, never);
            return true;
        } catch (FileAlreadyExistsException started) {
            return false;
        }
    }

    private static boolean isKeptFromStarting(Path identity) throws IOException {
        return Files.exists(identity) && Files.readString(identity).equals(ProcessIdentity.NEVER);
    }

    /** Waits for the end. */
    public TerraformOutcome await() throws IOException, InterruptedException {
        if (wrapper != null) {
            wrapper.waitFor();
        }
        while (alive()) {
            awaitLook();
        }
        // The wrapper writes the exit code a moment after the command has gone.
        Optional<TerraformOutcome> outcome = outcome();
        for (long looks = EXIT_CODE_MAX.dividedBy(LOOK_INTERVAL);
                outcome.isEmpty() && looks > 0;
                looks--) {
            awaitLook();
            outcome = outcome();
        }
        return outcome.orElseGet(TerraformOutcome.Vanished::new);
    }

    /** Whether the command runs, as far as its notes tell. */
    public boolean alive() throws IOException {
        return ProcessIdentity.read(folder.resolve(IDENTITY))
                .map(ProcessIdentity::alive)
                .orElse(false);
    }

    /**
     * Sends SIGTERM to the command, the first time this is called, and never again, also not by
     * another run of the agent: Terraform takes a second signal for "give up at once".
     *
     * @return whether this call sent it
     */
    public boolean terminate() throws IOException, InterruptedException {
        Optional<ProcessHandle> running = running();
        if (running.isEmpty() || !terminated.compareAndSet(false, true) || !noteTerminated()) {
            return false;
        }
        return running.get().destroy();
    }

    /** Notes it first: rather no signal than two. */
    private boolean noteTerminated() {
        try {
            Files.createFile(folder.resolve(TERMINATED));
            return true;
        } catch (FileAlreadyExistsException before) {
            return false;
        } catch (IOException noRoom) {
            LOG.warn("it cannot be noted that terraform is signalled", noRoom);
            return true;
        }
    }

    /** Sends SIGKILL to the command and to everything that it started. */
    public void kill() throws IOException, InterruptedException {
        running()
                .ifPresent(command -> {
                    List<ProcessHandle> started = command.descendants().toList();
                    command.destroyForcibly();
                    started.forEach(ProcessHandle::destroyForcibly);
                });
    }

    private Optional<ProcessHandle> running() throws IOException, InterruptedException {
        return identity().filter(ProcessIdentity::alive).flatMap(it -> ProcessHandle.of(it.pid()));
    }

    /** The command's identity; waits for a wrapper that is just about to write it. */
    private Optional<ProcessIdentity> identity() throws IOException, InterruptedException {
        Optional<ProcessIdentity> identity = ProcessIdentity.read(folder.resolve(IDENTITY));
        for (long looks = START_MAX.dividedBy(LOOK_INTERVAL);
                identity.isEmpty() && wrapper != null && wrapper.isAlive() && looks > 0;
                looks--) {
            awaitLook();
            identity = ProcessIdentity.read(folder.resolve(IDENTITY));
        }
        return identity;
    }

    private Optional<TerraformOutcome> outcome() throws IOException {
        try {
            String code = Files.readString(folder.resolve(EXIT)).strip();
            return Optional.of(TerraformOutcome.ofExitCode(Integer.parseInt(code)));
        } catch (NoSuchFileException running) {
            return Optional.empty();
        } catch (NumberFormatException cutShort) {
            return Optional.of(new TerraformOutcome.Vanished());
        }
    }

    private static void awaitLook() throws InterruptedException {
        boolean _ = NEVER.await(LOOK_INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
    }
}
