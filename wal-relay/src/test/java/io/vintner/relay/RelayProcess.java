package io.vintner.relay;

import static org.awaitility.Awaitility.await;

import io.vintner.postgres.LocalPostgres;
import io.vintner.postgres.ReservedPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** The built relay as a separate process, so that it can be killed. */
public final class RelayProcess implements AutoCloseable {

    public static final String SECRET = "a secret of at least sixteen characters";

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Map<String, String> environment = new HashMap<>();

    /** It lives for seconds: the optimising compiler would cost more than it brings. */
    private final List<String> options =
            new ArrayList<>(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));

    private final Path log;
    private final int port;
    private @Nullable Process process;

    /** Prepared, not started. Settings by their environment name, over the usual ones. */
    public RelayProcess(LocalPostgres postgres, Path folder, Map<String, String> settings)
            throws IOException {
        port = ReservedPort.take();
        log = folder.resolve("relay-" + port + ".log");
        Path secret = folder.resolve("feed-" + port + ".secret");
        Files.createFile(
                secret,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, SECRET + "\n");
        environment.put("VINTNER_PROFILE", "local");
        environment.put("VINTNER_RELAY_PORT", Integer.toString(port));
        environment.put("VINTNER_RELAY_DATABASE_URL", postgres.jdbcUrl());
        environment.put("VINTNER_RELAY_DATABASE_USER", "vintner_relay");
        environment.put("VINTNER_RELAY_DATABASE_PASSWORD", "vintner_relay");
        environment.put("VINTNER_RELAY_FEED_SECRET_FILE", secret.toString());
        environment.putAll(settings);
    }

    public static RelayProcess started(
            LocalPostgres postgres, Path folder, Map<String, String> settings) throws IOException {
        RelayProcess relay = new RelayProcess(postgres, folder, settings);
        relay.start();
        try {
            relay.awaitReady();
        } catch (AssertionError notReady) {
            relay.close();
            throw notReady;
        }
        return relay;
    }

    /** Options of its JVM, from the next start on. */
    public RelayProcess with(String... jvmOptions) {
        options.addAll(List.of(jvmOptions));
        return this;
    }

    public void start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        process = builder.start();
    }

    /** Waits until it streams. */
    public void awaitReady() {
        awaitState("streaming");
    }

    /** Waits until its health says that it is in that state. */
    void awaitState(String state) {
        try {
            await().atMost(START_MAX)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !process.isAlive() || health().contains('"' + state + '"'));
        } catch (ConditionTimeoutException notYet) {
            throw new AssertionError("the relay is not %s: %s".formatted(state, log()), notYet);
        }
        if (!process.isAlive()) {
            throw new AssertionError("the relay ended: " + log());
        }
    }

    /** What its readiness says; empty if it does not answer. */
    String health() {
        try {
            return get("/q/health/ready").body();
        } catch (IOException notYet) {
            return "";
        }
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGSTOP: it lives, and does nothing. */
    void freeze() throws IOException {
        signal("-STOP");
    }

    /** SIGCONT. */
    void thaw() throws IOException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException {
        signal(signal, Long.toString(process.pid()));
    }

    /** Sends a signal, as {@code kill} names it, to any process. */
    static void signal(String signal, String pid) throws IOException {
        Process kill = new ProcessBuilder("kill", signal, pid).start();
        if (kill.onExit().orTimeout(5, TimeUnit.SECONDS).join().exitValue() != 0) {
            throw new AssertionError("no process " + pid);
        }
    }

    /** SIGTERM; does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** How the process ended. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(START_MAX.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the relay still runs");
        }
        return process.exitValue();
    }

    /** Where its readers find it. */
    URI address() {
        return uri("");
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public int status(String path) {
        try {
            return get(path).statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return HTTP.send(
                    request.timeout(Duration.ofSeconds(10)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
