package io.vintner.local;

import io.vintner.local.process.LocalPort;
import io.vintner.local.process.Program;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What each of the four services is started with: its command, and its settings as environment. */
final class ServicePrograms {

    static final String TRELLIS = "trellis-api";
    static final String RELAY = "wal-relay";
    static final String GATEWAY = "realtime-gateway";
    static final String AGENT = "tendril-agent";

    /** The name of the demo's Tendril. */
    static final String TENDRIL = "cellar-1";

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final List<Duration> STOP_WAITS = List.of(Duration.ofSeconds(10));

    /** The first asks the Tendril to finish its job, the second to cancel it. */
    private static final List<Duration> TENDRIL_STOP_WAITS =
            List.of(Duration.ofSeconds(30), Duration.ofSeconds(15));

    /**
     * For a quick start in little memory; of servers, only gateways are given the same compiler and
     * collector.
     */
    private static final List<String> JVM_FLAGS =
            List.of(
                    "-Xms32m",
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private final LocalSettings settings;
    private final LocalPorts ports;
    private final Path feedSecret;
    private final Path revocationSecret;
    private final Path encryptionKeys;
    private final String anonKey;

    /**
     * @param anonKey the public token with which a browser opens its socket
     */
    ServicePrograms(LocalSettings settings, SecretPaths secrets, String anonKey) {
        this.settings = settings;
        this.ports = settings.ports();
        this.feedSecret = secrets.feed();
        this.revocationSecret = secrets.revocation();
        this.encryptionKeys = secrets.encryptionKeys();
        this.anonKey = anonKey;
    }

    /** The files that services read their secrets from. */
    record SecretPaths(Path feed, Path revocation, Path encryptionKeys) {}

    /** Refuses to go on while a service is not built. */
    static void requireBuilt(Path home) {
        for (String name : List.of(TRELLIS, RELAY, GATEWAY, AGENT)) {
            if (!Files.exists(jar(home, name))) {
                throw new RefusedSettingException(
                        "%s is not built: ./vintner up builds it".formatted(name));
            }
        }
    }

    Program trellis() {
        return service(
                TRELLIS,
                ports.trellis(),
                environment()
                        .with("VINTNER_TRELLIS_PORT", ports.trellis().number())
                        .with("VINTNER_TRELLIS_DATABASE_URL", databaseUrl())
                        .with("VINTNER_TRELLIS_DATABASE_USER", "vintner_api")
                        .with("VINTNER_TRELLIS_DATABASE_PASSWORD", "vintner_api")
                        .with("VINTNER_TRELLIS_SCHEMA_USER", "vintner_owner")
                        .with("VINTNER_TRELLIS_SCHEMA_PASSWORD", "vintner_owner")
                        .with("VINTNER_TRELLIS_TOKEN_JWT_SECRET", settings.jwtSecret())
                        .with("VINTNER_TRELLIS_ENCRYPTION_KEYS_FILE", encryptionKeys)
                        .with("VINTNER_TRELLIS_SETTINGS_REALTIME_URL", ports.gateway().http(""))
                        .with("VINTNER_TRELLIS_SETTINGS_ANON_KEY", anonKey)
                        .with("VINTNER_TRELLIS_PRICES_FILE", priceList()));
    }

    Program relay() {
        return service(
                RELAY,
                ports.relay(),
                environment()
                        .with("VINTNER_RELAY_PORT", ports.relay().number())
                        .with("VINTNER_RELAY_DATABASE_URL", "jdbc:" + databaseUrl())
                        .with("VINTNER_RELAY_DATABASE_USER", "vintner_relay")
                        .with("VINTNER_RELAY_DATABASE_PASSWORD", "vintner_relay")
                        .with("VINTNER_RELAY_FEED_SECRET_FILE", feedSecret));
    }

    Program gateway() {
        return service(
                GATEWAY,
                ports.gateway(),
                environment()
                        .with("VINTNER_GATEWAY_PORT", ports.gateway().number())
                        .with("VINTNER_GATEWAY_DATABASE_URL", databaseUrl())
                        .with("VINTNER_GATEWAY_DATABASE_USER", "vintner_gateway")
                        .with("VINTNER_GATEWAY_DATABASE_PASSWORD", "vintner_gateway")
                        .with("VINTNER_GATEWAY_FEED_URLS", ports.relay().http(""))
                        .with("VINTNER_GATEWAY_FEED_SECRET_FILE", feedSecret)
                        .with("VINTNER_GATEWAY_REVOCATION_SECRET_FILE", revocationSecret)
                        .with("VINTNER_GATEWAY_TOKEN_JWT_SECRET", settings.jwtSecret())
                        .with("VINTNER_GATEWAY_SOCKET_ALLOWED_ORIGINS", dashboardOrigins()));
    }

    /**
     * @param registrationToken the file with the token that the Tendril registers with once
     */
    Program tendril(Path registrationToken) {
        return service(
                AGENT,
                null,
                environment()
                        .with("VINTNER_TENDRIL_CONTROL_URL", ports.trellis().http(""))
                        .with("VINTNER_TENDRIL_NAME", TENDRIL)
                        .with("VINTNER_TENDRIL_REGISTRATION_TOKEN_FILE", registrationToken)
                        .with("VINTNER_TENDRIL_DATA_FOLDER", settings.tendrilFolder())
                        .with("VINTNER_TENDRIL_KEEP_OUTPUT_FILES", settings.keepOutputFiles()));
    }

    private Program service(String name, @Nullable LocalPort port, EnvironmentMap environment) {
        List<String> command =
                java.util.stream.Stream.of(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString()),
                                JVM_FLAGS,
                                List.of("-jar", jar(settings.home(), name).toString()))
                        .flatMap(List::stream)
                        .toList();
        return new Program(
                name,
                command,
                environment.values(),
                settings.logsFolder().resolve(name + ".log"),
                port == null ? null : URI.create(port.http("/q/health/ready")),
                START_MAX,
                port == null ? TENDRIL_STOP_WAITS : STOP_WAITS);
    }

    private static Path jar(Path home, String name) {
        return home.resolve(name).resolve("target/quarkus-app/quarkus-run.jar");
    }

    private String databaseUrl() {
        return "postgresql://127.0.0.1:%d/postgres".formatted(ports.postgres().number());
    }

    private String dashboardOrigins() {
        int port = ports.trellis().number();
        return "http://127.0.0.1:%d,http://localhost:%d".formatted(port, port);
    }

    private Path priceList() {
        return settings.data().resolve("prices.json");
    }

    private static EnvironmentMap environment() {
        return new EnvironmentMap(new TreeMap<>())
                .with("VINTNER_PROFILE", "local")
                .with("QUARKUS_LOG_CONSOLE_JSON_ENABLED", false);
    }

    /** Environment variables in the making. */
    private record EnvironmentMap(Map<String, String> values) {
        EnvironmentMap with(String name, Object value) {
            values.put(name, value.toString());
            return this;
        }
    }
}
