package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.gateway.Tokens;
import io.vintner.gateway.database.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A packaged service in a process of its own. */
final class Service implements AutoCloseable {

    private static final String FEED_SECRET = "secret-of-the-feed-of-this-test";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final int port;

    private Service(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The packaged relay of that database. */
    static Service relay(TestDatabase database, int port) {
        return start(
                Path.of("../wal-relay"),
                port,
                Map.of(
                        "vintner.profile",
                        "local",
                        "vintner.relay.port",
                        Integer.toString(port),
                        "vintner.relay.database.url",
                        database.postgres().jdbcUrl(),
                        "vintner.relay.database.password",
                        "vintner_relay",
                        "vintner.relay.feed.secret",
                        FEED_SECRET));
    }

    /** The packaged gateway of that database and its relay; with more settings, keys and values. */
    static Service gateway(TestDatabase database, int port, int relayPort, String... more) {
        Map<String, String> settings =
                new HashMap<>(
                        Map.of(
                                "vintner.profile",
                                "local",
                                "vintner.gateway.port",
                                Integer.toString(port),
                                "vintner.gateway.database.url",
                                database.postgres().url(),
                                "vintner.gateway.database.password",
                                "vintner_gateway",
                                "vintner.gateway.feed.urls",
                                "http://127.0.0.1:" + relayPort,
                                "vintner.gateway.feed.secret",
                                FEED_SECRET,
                                "vintner.gateway.token.jwt-secret",
                                Tokens.SECRET));
        for (int index = 0; index < more.length; index += 2) {
            settings.put(more[index], more[index + 1]);
        }
        return start(Path.of("."), port, settings);
    }

    /** Starts the packaged application of {@code module}; its settings are keys and values. */
    static Service start(Path module, int port, Map<String, String> settings) {
        Path program = module.resolve("target/quarkus-app/quarkus-run.jar");
        assertThat(program).as("packaged before this test").exists();
        ProcessBuilder command =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        program.toAbsolutePath().toString());
        settings.forEach((key, value) ->
                command.environment()
                        .put(
                                key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'),
                                value));
        try {
            Path log =
                    Path.of("target", module.toAbsolutePath().normalize().getFileName() + ".log");
            Files.createDirectories(log.getParent());
            return new Service(
                    command.redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start(),
                    port);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void awaitReady() {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> ready() == 200);
    }

    /** What its readiness answers. */
    int ready() throws IOException, InterruptedException {
        return get("/q/health/ready").statusCode();
    }

    /** What it answers to that path. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** As a power loss would end it. */
    void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Asks it to stop; returns how long it took. */
    Duration stop() {
        long begin = System.nanoTime();
        askToStop();
        awaitEnd();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Asks it to stop and does not wait for that. */
    void askToStop() {
        process.destroy();
    }

    void awaitEnd() {
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
