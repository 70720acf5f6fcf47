package io.vintner.relay.bench;

import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.ServiceProgram;
import io.vintner.postgres.ReservedPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Map;

/** The built relay, as a process with its default settings. */
final class RelayProgram {

    static final String SECRET = "the secret of a benchmark's readers";

    private RelayProgram() {}

    /** Starts it and waits until it streams. */
    static ServiceProgram start(BenchDatabase database, BenchSettings settings, Path folder)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        int port = ReservedPort.take();
        Path secret = folder.resolve("feed.secret");
        Files.createFile(
                secret,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, SECRET + "\n");
        return ServiceProgram.start(
                new ServiceProgram.Program(
                        settings.home().resolve("wal-relay/target/quarkus-app/quarkus-run.jar"),
                        port,
                        settings.relayOptions(),
                        environment(database, port, secret),
                        folder.resolve("relay.log")));
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
}
