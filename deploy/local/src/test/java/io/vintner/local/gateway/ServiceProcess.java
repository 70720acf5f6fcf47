package io.vintner.local.gateway;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A packaged service as a process of its own, which can be killed and started again. */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration READY_MAX = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** As the launcher has them: a quick start in little memory. */
    private static final List<String> JVM_FLAGS =
            List.of(
                    "-Xms32m",
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private final Path jar;
    private final int port;
    private final Map<String, String> environment = new TreeMap<>();
    private final Path log;
    private @Nullable Process process;

    /**
     * @param jar of the packaged service
     * @param log gets its output, appended
     */
    ServiceProcess(Path jar, int port, Map<String, String> environment, Path log) {
        this.jar = jar;
        this.port = port;
        this.environment.put("VINTNER_PROFILE", "local");
        this.environment.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false");
        this.environment.putAll(environment);
        this.log = log;
    }

    /** A setting, by its environment name, from the next start on. */
    public void set(String name, String value) {
        environment.put(name, value);
    }

    public void start() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_FLAGS);
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            process = builder.start();
        } catch (IOException notStarted) {
            throw new UncheckedIOException(notStarted);
        }
    }

    /** Waits until it says that it is ready; fails when it has ended. */
    public void awaitReady() {
        await(jar.toString())
                .atMost(READY_MAX)
                .pollInterval(LOOK)
                .until(() -> {
                    if (process == null || !process.isAlive()) {
                        throw new AssertionError("it has ended; its log is " + log);
                    }
                    return isReady();
                });
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** SIGTERM; returns when it is gone. */
    public void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("it did not stop; its log is " + log);
            }
        }
    }

    /** The processor time that it has taken since it started. */
    Duration cpu() {
        return Objects.requireNonNull(process, "not started")
                .info()
                .totalCpuDuration()
                .orElseThrow();
    }

    /** A metric of it at this moment, by its name with all labels; 0 if it has none such yet. */
    double metric(String sample) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/q/metrics")).build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(sample + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                    .findFirst()
                    .orElse(0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private boolean isReady() {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url() + "/q/health/ready"))
                            .timeout(Duration.ofSeconds(5))
                            .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
