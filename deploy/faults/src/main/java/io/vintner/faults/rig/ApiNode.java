package io.vintner.faults.rig;

import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.ServiceProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One node of the packaged API, on the same port however often it is started. */
public final class ApiNode implements AutoCloseable {

    private final ServiceProgram.Program program;
    private @Nullable ServiceProgram running;
    private long launchedNanos;

    ApiNode(ServiceProgram.Program program) {
        this.program = program;
    }

    /** Starts it, without waiting. */
    public void launch() throws BrokenMeasureException, IOException {
        launch(Map.of());
    }

    /**
     * Starts it, without waiting.
     *
     * @param more what stands in its environment until it ends, besides its settings
     */
    public void launch(Map<String, String> more) throws BrokenMeasureException, IOException {
        Map<String, String> environment = new HashMap<>(program.environment());
        environment.putAll(more);
        running =
                ServiceProgram.launch(
                        new ServiceProgram.Program(
                                program.jar(),
                                program.port(),
                                program.jvmOptions(),
                                environment,
                                program.log()));
        launchedNanos = System.nanoTime();
    }

    /** Waits until it serves. */
    public void awaitReady()
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        process().awaitReady(program.log());
    }

    /** For how long it has run. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - launchedNanos);
    }

    /** Ends it at once. */
    public void kill() {
        process().kill();
        running = null;
    }

    /** It stands still, as a machine that is out of memory does. */
    public void freeze() throws IOException, InterruptedException {
        Signals.send("STOP", process().handle());
    }

    /** It goes on. */
    public void thaw() throws IOException, InterruptedException {
        Signals.send("CONT", process().handle());
    }

    /** The sum of that metric's values whose labels contain {@code label}. */
    public double metric(String name, String label) throws IOException, InterruptedException {
        return process().metric(name, label);
    }

    /** Its process. */
    public ProcessHandle handle() {
        return process().handle();
    }

    /** Where it listens. */
    public int port() {
        return program.port();
    }

    /** What it has printed. */
    public Path log() {
        return program.log();
    }

    /** Whether it was started and not killed since. */
    public boolean runs() {
        return running != null;
    }

    private ServiceProgram process() {
        if (running == null) {
            throw new IllegalStateException("the node does not run");
        }
        return running;
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
            running = null;
        }
    }
}
