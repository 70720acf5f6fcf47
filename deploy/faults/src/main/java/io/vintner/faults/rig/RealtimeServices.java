package io.vintner.faults.rig;

import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.Poll;
import io.vintner.measure.ServiceProgram;
import io.vintner.measure.ServiceProgram.Program;
import io.vintner.postgres.ReservedPort;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The built relay on the rig's database, and built gateways that read from it. */
public final class RealtimeServices implements AutoCloseable {

    private static final Duration SLOT_FREE_MAX = Duration.ofSeconds(20);

    private static final String FEED_SECRET = "the-secret-of-the-feed-of-a-benchmark";
    private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC");

    private final Rig rig;
    private final ServiceProgram relay;
    private final List<ServiceProgram> gateways = new ArrayList<>();

    private RealtimeServices(Rig rig, ServiceProgram relay) {
        this.rig = rig;
        this.relay = relay;
    }

    /** A relay and so many gateways, which serve when this returns. */
    public static RealtimeServices start(Rig rig, int gateways)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        ServiceProgram relay = ServiceProgram.start(relayProgram(rig));
        RealtimeServices services = new RealtimeServices(rig, relay);
        try {
            for (int number = 1; number <= gateways; number++) {
                services.gateways.add(
                        ServiceProgram.start(gatewayProgram(rig, relay.port(), number)));
            }
        } catch (BrokenMeasureException | IOException | SQLException notReady) {
            services.close();
            throw notReady;
        }
        return services;
    }

    /** The address of the first gateway. */
    public String url() {
        return url(0);
    }

    /** The address of a gateway, counted from 0. */
    public String url(int gateway) {
        return "http://127.0.0.1:" + gateways.get(gateway).port();
    }

    /** Ends a gateway at once. */
    public void killGateway(int gateway) {
        gateways.get(gateway).kill();
    }

    /**
     * Stops all, and leaves no slot: the next relay would have to read all that was written since.
     */
    @Override
    public void close() throws BrokenMeasureException, IOException, SQLException {
        gateways.forEach(ServiceProgram::close);
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
        int port = ReservedPort.take();
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

    private static Program gatewayProgram(Rig rig, int relayPort, int number) throws IOException {
        int port = ReservedPort.take();
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
                rig.folder().resolve("realtime-gateway-" + number + ".log"));
    }

    private static Path jar(Rig rig, String module) {
        return rig.home().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }
}
