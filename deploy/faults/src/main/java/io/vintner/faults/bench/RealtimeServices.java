package io.vintner.faults.bench;

import io.vintner.faults.rig.Rig;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.Poll;
import io.vintner.measure.ServiceProgram;
import io.vintner.measure.ServiceProgram.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The built relay and the built gateway on the rig's database. */
record RealtimeServices(Rig rig, ServiceProgram relay, ServiceProgram gateway)
        implements AutoCloseable {

    private static final Duration SLOT_FREE_MAX = Duration.ofSeconds(20);

    private static final String FEED_SECRET = "the-secret-of-the-feed-of-a-benchmark";
    private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC");

    static RealtimeServices start(Rig rig)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        ServiceProgram relay = ServiceProgram.start(relayProgram(rig));
        ServiceProgram gateway = ServiceProgram.start(gatewayProgram(rig, relay.port()));
        return new RealtimeServices(rig, relay, gateway);
    }

    /** The address of the gateway. */
    String url() {
        return "http://127.0.0.1:" + gateway.port();
    }

    /**
     * Stops both, and leaves no slot: the next relay would have to read all that was written since.
     */
    @Override
    public void close() throws BrokenMeasureException, IOException, SQLException {
        gateway.close();
        relay.close();
        try {
            Poll.until("the relay's slot to be free", SLOT_FREE_MAX, () -> busySlots() == 0);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BrokenMeasureException("interrupted", interrupted);
        }
        rig.database()
                .list(
                        "select pg_drop_replication_slot(slot_name)::text from"
                                + " pg_replication_slots",
                        row -> row.getString(1));
    }

    private long busySlots() throws SQLException {
        return rig.database().number("select count(*) from pg_replication_slots where active");
    }

    private static Program relayProgram(Rig rig) throws IOException {
        int port = ServiceProgram.freePort();
        Map<String, String> environment = new HashMap<>();
        environment.put("VINTNER_PROFILE", "local");
        environment.put("VINTNER_RELAY_PORT", Integer.toString(port));
        environment.put("VINTNER_RELAY_DATABASE_URL", "jdbc:" + rig.database().url());
        environment.put("VINTNER_RELAY_DATABASE_USER", "vintner_relay");
        environment.put("VINTNER_RELAY_DATABASE_PASSWORD", "vintner_relay");
        environment.put("VINTNER_RELAY_FEED_SECRET", FEED_SECRET);
        return new Program(
                jar(rig, "wal-relay"),
                port,
                OPTIONS,
                environment,
                rig.folder().resolve("wal-relay.log"));
    }

    private static Program gatewayProgram(Rig rig, int relayPort) throws IOException {
        int port = ServiceProgram.freePort();
        Map<String, String> environment = new HashMap<>();
        environment.put("VINTNER_PROFILE", "local");
        environment.put("VINTNER_GATEWAY_PORT", Integer.toString(port));
        environment.put("VINTNER_GATEWAY_DATABASE_URL", rig.database().url());
        environment.put("VINTNER_GATEWAY_DATABASE_USER", "vintner_gateway");
        environment.put("VINTNER_GATEWAY_DATABASE_PASSWORD", "vintner_gateway");
        environment.put("VINTNER_GATEWAY_FEED_URLS", "http://127.0.0.1:" + relayPort);
        environment.put("VINTNER_GATEWAY_FEED_SECRET", FEED_SECRET);
        environment.put("VINTNER_GATEWAY_TOKEN_JWT_SECRET", rig.jwtSecret());
        return new Program(
                jar(rig, "realtime-gateway"),
                port,
                OPTIONS,
                environment,
                rig.folder().resolve("realtime-gateway.log"));
    }

    private static Path jar(Rig rig, String module) {
        return rig.home().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }
}
