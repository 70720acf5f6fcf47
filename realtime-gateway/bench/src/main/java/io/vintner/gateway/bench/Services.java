package io.vintner.gateway.bench;

import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.ServiceProgram;
import io.vintner.measure.ServiceProgram.Program;
import io.vintner.postgres.ReservedPort;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Starts the built services on the database of a run, as {@code ./vintner up} does. */
final class Services {

    private static final String FEED_SECRET = "the-secret-of-the-feed-of-a-benchmark";

    private Services() {}

    static ServiceProgram relay(BenchRun run)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        int port = ReservedPort.take();
        Map<String, String> environment = new HashMap<>();
        environment.put("VINTNER_PROFILE", "local");
        environment.put("VINTNER_RELAY_PORT", Integer.toString(port));
        environment.put("VINTNER_RELAY_DATABASE_URL", run.database().postgres().jdbcUrl());
        environment.put("VINTNER_RELAY_DATABASE_USER", "vintner_relay");
        environment.put("VINTNER_RELAY_DATABASE_PASSWORD", "vintner_relay");
        environment.put("VINTNER_RELAY_FEED_SECRET", FEED_SECRET);
        return ServiceProgram.start(
                new Program(
                        jar(run, "wal-relay"),
                        port,
                        run.settings().relayOptions(),
                        environment,
                        run.folder().resolve("relay.log")));
    }

    /**
     * @param key of its tokens
     * @param moreOptions of its JVM, besides those of the settings
     */
    static Program gateway(
            BenchRun run, ServiceProgram relay, SigningKey key, List<String> moreOptions)
            throws IOException {
        int port = ReservedPort.take();
        Map<String, String> environment = new HashMap<>(key.gateway());
        environment.put("VINTNER_PROFILE", "local");
        environment.put("VINTNER_GATEWAY_PORT", Integer.toString(port));
        environment.put("VINTNER_GATEWAY_DATABASE_URL", run.database().postgres().url());
        environment.put("VINTNER_GATEWAY_DATABASE_USER", "vintner_gateway");
        environment.put("VINTNER_GATEWAY_DATABASE_PASSWORD", "vintner_gateway");
        environment.put("VINTNER_GATEWAY_FEED_URLS", "http://127.0.0.1:" + relay.port());
        environment.put("VINTNER_GATEWAY_FEED_SECRET", FEED_SECRET);
        return new Program(
                jar(run, "realtime-gateway"),
                port,
                Stream.of(run.settings().gatewayOptions(), moreOptions)
                        .flatMap(List::stream)
                        .toList(),
                environment,
                run.folder().resolve("gateway.log"));
    }

    private static Path jar(BenchRun run, String module) {
        return run.settings().home().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }
}
