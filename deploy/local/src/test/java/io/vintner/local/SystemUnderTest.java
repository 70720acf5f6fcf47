package io.vintner.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.local.demo.DemoUser;
import io.vintner.local.demo.LocalTokens;
import io.vintner.local.demo.TrellisClient;
import io.vintner.local.process.LocalPort;
import io.vintner.local.process.NotReadyException;
import io.vintner.local.process.SupervisedProcess;
import io.vintner.postgres.ReservedPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * All of Vintner, started as {@code ./vintner up} starts it, by the same classes, on free ports and
 * a folder of its own below {@code target}; the logs of the services stay there.
 */
final class SystemUnderTest implements AutoCloseable {

    /** The folder of this module. */
    static final Path MODULE = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();

    private static final Duration TOKEN_LIFE = Duration.ofHours(1);

    private final LocalSettings settings;
    private final LocalStack stack;

    private SystemUnderTest(LocalSettings settings, LocalStack stack) {
        this.settings = settings;
        this.stack = stack;
    }

    /** Everything, the Tendril included. */
    static SystemUnderTest start() {
        SystemUnderTest system = startWithoutTendril();
        system.startTendril();
        return system;
    }

    /** Everything but the Tendril, so that one can hear it come. */
    static SystemUnderTest startWithoutTendril() {
        try {
            Path systems = Files.createDirectories(MODULE.resolve("target/systems"));
            LocalSettings settings =
                    new LocalSettings(
                            home(),
                            Files.createTempDirectory(systems, "system-"),
                            freePorts(),
                            LocalSettings.PUBLISHED_JWT_SECRET,
                            true);
            LocalStack stack =
                    new LocalStack(
                            settings,
                            InstantSource.system(),
                            line -> System.out.println("launcher: " + line));
            try {
                stack.startServices();
            } catch (NotReadyException | IOException | RuntimeException failure) {
                stack.close();
                throw failure;
            }
            return new SystemUnderTest(settings, stack);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (NotReadyException notReady) {
            throw new IllegalStateException(notReady.getMessage(), notReady);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    void startTendril() {
        try {
            stack.startTendril();
        } catch (IOException | NotReadyException failure) {
            throw new IllegalStateException(failure.getMessage(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    LocalSettings settings() {
        return settings;
    }

    String trellisUrl() {
        return settings.ports().trellis().http("");
    }

    String gatewayUrl() {
        return settings.ports().gateway().http("");
    }

    String relayUrl() {
        return settings.ports().relay().http("");
    }

    LocalTokens tokens() {
        return stack.tokens();
    }

    String token(DemoUser user) {
        return stack.tokens().userToken(user, TOKEN_LIFE);
    }

    String anonKey() {
        return stack.tokens().anonKey();
    }

    SupervisedPostgres postgres() {
        return stack.postgres();
    }

    SupervisedProcess service(String name) {
        return stack.service(name);
    }

    TrellisClient trellis(DemoUser user) {
        return stack.trellis(user);
    }

    StockClient stockClient(DemoUser user) {
        return new StockClient(gatewayUrl(), anonKey(), token(user));
    }

    /** Makes a vine with the module {@code files} and returns its identity. */
    String makeVine(TrellisClient trellis, String name, String mainTf, List<?> variables)
            throws IOException, InterruptedException {
        JsonNode vineyard = trellis.post("/api/vineyards", Map.of("name", name + " yard"));
        JsonNode vine =
                trellis.post(
                        "/api/vines",
                        Map.of(
                                "vineyard_id",
                                vineyard.path("id").asText(),
                                "project_name",
                                name,
                                "environment_stage",
                                "development",
                                "region",
                                "local",
                                "module",
                                Map.of("files", Map.of("main.tf", mainTf)),
                                "variables",
                                variables));
        return vine.path("id").asText();
    }

    /** Queues a job and returns its identity. */
    String queue(TrellisClient trellis, String vineId, String type)
            throws IOException, InterruptedException {
        return trellis.post("/api/jobs", Map.of("vine_id", vineId, "job_type", type))
                .path("id")
                .asText();
    }

    @Override
    public void close() {
        stack.close();
    }

    /** Where the built services are: this project, or another checkout that is named. */
    private static Path home() {
        String other = System.getProperty("vintner.home");
        return other == null ? MODULE.resolve("../..").normalize() : Path.of(other);
    }

    private static LocalPorts freePorts() {
        return new LocalPorts(
                new LocalPort("PostgreSQL", "-", ReservedPort.take()),
                new LocalPort("wal-relay", "-", ReservedPort.take()),
                new LocalPort("realtime-gateway", "-", ReservedPort.take()),
                new LocalPort("trellis-api", "-", ReservedPort.take()));
    }
}
