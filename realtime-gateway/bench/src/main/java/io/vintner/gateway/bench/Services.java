package io.vintner.gateway.bench;

import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.ServiceProgram;
import io.vintner.measure.ServiceProgram.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Starts the built services on the database of a run, as {@code ./vintner up} does. */
final class Services {

    /** Of the tokens. */
    static final String JWT_SECRET = "the-secret-of-the-tokens-of-a-benchmark";

    private static final String FEED_SECRET = "the-secret-of-the-feed-of-a-benchmark";

    private Services() {}

    static ServiceProgram relay(BenchRun run)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        int port = ServiceProgram.freePort();
        return ServiceProgram.start(
                new Program(
                        jar(run, "wal-relay"),
                        port,
                        run.settings().relayOptions(),
                        Map.of(
                                "VINTNER_PROFILE",
                                "local",
                                "VINTNER_RELAY_PORT",
                                Integer.toString(port),
                                "VINTNER_RELAY_DATABASE_URL",
                                run.database().postgres().jdbcUrl(),
                                "VINTNER_RELAY_DATABASE_USER",
                                "vintner_relay",
                                "VINTNER_RELAY_DATABASE_PASSWORD",
                                "vintner_relay",
                                "VINTNER_RELAY_FEED_SECRET",
                                FEED_SECRET),
                        run.folder().resolve("relay.log")));
    }

    /**
     * @param moreOptions of its JVM, besides those of the settings
     */
    static ServiceProgram gateway(BenchRun run, ServiceProgram relay, List<String> moreOptions)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        int port = ServiceProgram.freePort();
        return ServiceProgram.start(
                new Program(
                        jar(run, "realtime-gateway"),
                        port,
                        Stream.concat(
                                        run.settings().gatewayOptions().stream(),
                                        moreOptions.stream())
                                .toList(),
                        Map.of(
                                "VINTNER_PROFILE",
                                "local",
                                "VINTNER_GATEWAY_PORT",
                                Integer.toString(port),
                                "VINTNER_GATEWAY_DATABASE_URL",
                                run.database().postgres().url(),
                                "VINTNER_GATEWAY_DATABASE_USER",
                                "vintner_gateway",
                                "VINTNER_GATEWAY_DATABASE_PASSWORD",
                                "vintner_gateway",
                                "VINTNER_GATEWAY_FEED_URLS",
                                "http://127.0.0.1:" + relay.port(),
                                "VINTNER_GATEWAY_FEED_SECRET",
                                FEED_SECRET,
                                "VINTNER_GATEWAY_TOKEN_JWT_SECRET",
                                JWT_SECRET),
                        run.folder().resolve("gateway.log")));
    }

    private static Path jar(BenchRun run, String module) {
        return run.settings().home().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }
}
