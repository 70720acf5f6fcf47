package io.vintner.measure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A packaged service as a process of its own, on a port of this machine. Not thread-safe. */
public final class ServiceProgram implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private ServiceProgram(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * What to start.
     *
     * @param jar the packaged application
     * @param port where it will listen, as its settings say, too
     * @param environment its settings
     * @param log a file for what it prints
     */
    public record Program(
            Path jar,
            int port,
            List<String> jvmOptions,
            Map<String, String> environment,
            Path log) {

        public Program {
            jvmOptions = List.copyOf(jvmOptions);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @throws BrokenMeasureException if it is not built, or does not get ready
     */
    public static ServiceProgram start(Program program)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        ServiceProgram service = launch(program);
        try {
            service.awaitReady(program.log());
        } catch (BrokenMeasureException notReady) {
            service.close();
            throw notReady;
        }
        return service;
    }

    /** Starts it, without waiting. */
    public static ServiceProgram launch(Program program)
            throws BrokenMeasureException, IOException {
        if (!Files.exists(program.jar())) {
            throw new BrokenMeasureException("not built: " + program.jar() + " is missing");
        }
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(program.jvmOptions());
        command.addAll(List.of("-jar", program.jar().toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(program.log().toFile()));
        builder.environment().putAll(program.environment());
        return new ServiceProgram(builder.start(), program.port());
    }

    /** Waits until its readiness says that it serves. */
    public void awaitReady(Path log)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Poll.until(
                "a service to be ready, see " + log,
                START_MAX,
                () -> !process.isAlive() || isReady());
        if (!process.isAlive()) {
            throw new BrokenMeasureException("a service has ended, see " + log);
        }
    }

    /** Its process. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** The sum of that metric's values whose labels contain {@code label}; 0 if there are none. */
    public double metric(String name, String label) throws IOException, InterruptedException {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Ends it at once, as a power loss would. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(STOP_MAX.toSeconds(), TimeUnit.SECONDS).join();
        http.close();
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
        try {
            if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(10))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
