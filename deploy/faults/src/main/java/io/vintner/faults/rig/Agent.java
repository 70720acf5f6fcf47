package io.vintner.faults.rig;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.faults.proxy.Proxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One agent as it is shipped, with a data folder of its own, however often it is started: the
 * native executable if there is one, else the Java form.
 */
public final class Agent implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Proxy proxy;
    private Program program;
    private @Nullable Process process;

    /**
     * What is started.
     *
     * @param folder gets its data and its log
     * @param environment its settings
     */
    record Program(
            String name, List<String> command, Path folder, Map<String, String> environment) {

        Program {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    Agent(Program program, Proxy proxy) {
        this.program = program;
        this.proxy = proxy;
    }

    /** From its next start on it is this program, with the same data. */
    void replaceBy(List<String> command, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(program.environment());
        environment.putAll(settings);
        program = new Program(program.name(), command, program.folder(), environment);
    }

    /** Starts it, without waiting. */
    public void start() throws IOException {
        if (runs()) {
            throw new IllegalStateException(program.name() + " runs already");
        }
        ProcessBuilder builder =
                new ProcessBuilder(program.command())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log().toFile()));
        builder.environment().putAll(program.environment());
        process = builder.start();
    }

    /** SIGKILL, which spares what it has started. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
            process = null;
        }
    }

    /** SIGTERM: it finishes what it has and ends. Does not wait. */
    public void askToDrain() {
        handle().destroy();
    }

    /** SIGTERM: it finishes what it has and ends; true if it has in time. */
    public boolean drain(Duration max) throws InterruptedException {
        Process running = process;
        if (running == null) {
            return true;
        }
        running.destroy();
        if (!running.waitFor(max.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        process = null;
        return true;
    }

    /** Waits for its end, and answers with its exit code. */
    public int awaitExit(Duration max) throws InterruptedException, TimeoutException {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException(program.name() + " does not run");
        }
        if (!running.waitFor(max.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException(program.name() + " has not ended, see " + log());
        }
        process = null;
        return running.exitValue();
    }

    /** Whether its process lives. */
    public boolean runs() {
        return process != null && process.isAlive();
    }

    /** Its process. */
    public ProcessHandle handle() {
        if (process == null) {
            throw new IllegalStateException(program.name() + " does not run");
        }
        return process.toHandle();
    }

    /** Its name, also for people. */
    public String name() {
        return program.name();
    }

    /** The Tendril's id, which it got when it registered. */
    public String id() throws IOException {
        return identity().path("id").asText();
    }

    /** From its next start on it knows itself by this token. */
    public void keepToken(String token) throws IOException {
        Files.write(identityFile(), JSON.writeValueAsBytes(identity().put("token", token)));
    }

    private ObjectNode identity() throws IOException {
        return (ObjectNode) JSON.readTree(identityFile().toFile());
    }

    private Path identityFile() {
        return data().resolve("identity.json");
    }

    /**
     * Whether it is the Tendril of that id.
     *
     * @param tendril null: none
     */
    public boolean is(@Nullable String tendril) {
        try {
            return tendril != null
                    && Files.exists(identityFile())
                    && Files.readString(identityFile()).contains(tendril);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The network between it and the API. */
    public Proxy proxy() {
        return proxy;
    }

    /** Identity, running jobs, kept output. */
    public Path data() {
        return program.folder().resolve("data");
    }

    /** The folder of a job that it runs under a lease. */
    public Path jobFolder(String job) throws IOException {
        try (Stream<Path> folders = Files.list(data().resolve("jobs"))) {
            return folders.filter(it -> it.getFileName().toString().startsWith(job))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The Terraform that runs for a job of its, if one does. */
    public Optional<RunningCommand> terraform(String job) throws IOException {
        return RunningCommand.of(jobFolder(job));
    }

    /**
     * The folders of the jobs that it has not done with. One that is kept for a person, because it
     * holds the only copy of a state, has no lease in it any more.
     */
    public List<Path> unfinished() throws IOException {
        Path jobs = data().resolve("jobs");
        if (!Files.isDirectory(jobs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(jobs)) {
            return folders.filter(folder -> Files.exists(folder.resolve("lease.json"))).toList();
        }
    }

    /** What Terraform has printed for a job that has ended, byte for byte. */
    public Path keptOutput(String job) {
        return data().resolve("output").resolve(job);
    }

    /** The file with what it has to say itself. */
    public Path log() {
        return program.folder().resolve("agent.log");
    }

    /** The kernel's figure of its process, in bytes: {@code VmRSS} now, {@code VmHWM} at most. */
    public long memory(String figure) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(handle().pid()), "status"))
                .stream()
                .filter(line -> line.startsWith(figure))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(kilobytes -> 1024 * Long.parseLong(kilobytes))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        kill();
        proxy.close();
    }
}
