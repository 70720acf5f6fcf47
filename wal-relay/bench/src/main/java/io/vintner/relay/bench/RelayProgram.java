package io.vintner.relay.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The built relay, as a process with its default settings. */
final class RelayProgram implements AutoCloseable {

    static final String SECRET = "the secret of a benchmark's readers";

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private RelayProgram(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it and waits until it streams. */
    static RelayProgram start(BenchDatabase database, BenchSettings settings, Path folder)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Path jar = settings.home().resolve("wal-relay/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new BrokenMeasureException("the relay is not built: " + jar + " is missing");
        }
        int port = freePort();
        Path secret = folder.resolve("feed.secret");
        Files.createFile(
                secret,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, SECRET + "\n");
        Path log = folder.resolve("relay.log");
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(settings.relayOptions());
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment(database, port, secret));
        RelayProgram relay = new RelayProgram(builder.start(), port);
        try {
            Poll.until(
                    "the relay to stream, see " + log,
                    START_MAX,
                    () -> relay.process.isAlive() && relay.isReady());
        } catch (BrokenMeasureException notReady) {
            relay.close();
            throw notReady;
        }
        return relay;
    }

    private static Map<String, String> environment(BenchDatabase database, int port, Path secret) {
        return Map.of(
                "VINTNER_PROFILE",
                "local",
                "VINTNER_RELAY_PORT",
                Integer.toString(port),
                "VINTNER_RELAY_DATABASE_URL",
                database.jdbcUrl(),
                "VINTNER_RELAY_DATABASE_USER",
                BenchDatabase.REPLICATOR,
                "VINTNER_RELAY_DATABASE_PASSWORD",
                BenchDatabase.REPLICATOR_PASSWORD,
                "VINTNER_RELAY_FEED_SECRET_FILE",
                secret.toString(),
                // Its walsender is held still while a load is written.
                "VINTNER_RELAY_REPLICATION_LINK_TIMEOUT",
                "1h",
                "VINTNER_RELAY_REPLICATION_TAKEOVER_AFTER",
                "1h");
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    int port() {
        return port;
    }

    /** The sum of that metric's values whose labels contain {@code label}; 0 if there are none. */
    double metric(String name, String label) throws IOException, InterruptedException {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
