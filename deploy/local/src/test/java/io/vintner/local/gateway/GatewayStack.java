package io.vintner.local.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vintner.postgres.LocalPostgres;
import io.vintner.postgres.ReservedPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A real PostgreSQL, the packaged relay and the packaged gateway. The folder with the logs lies
 * below {@code target/gateways}.
 */
public final class GatewayStack implements AutoCloseable {

    /** The folder of this module. */
    public static final Path MODULE = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();

    private static final Path HOME =
            Path.of(System.getProperty("vintner.home", MODULE.resolve("../..").toString()))
                    .normalize();

    private static final String JWT_SECRET =
            "super-secret-jwt-token-with-at-least-32-characters-long";
    private static final String FEED_SECRET = "the feed's secret of this test";

    private final LocalPostgres postgres;
    private final Path folder;
    private final ServiceProcess relay;
    private final ServiceProcess otherRelay;
    private final ServiceProcess gateway;
    private final ServiceProcess otherGateway;

    private GatewayStack(LocalPostgres postgres, Path folder) throws IOException {
        this.postgres = postgres;
        this.folder = folder;
        relay = relay("wal-relay.log");
        otherRelay = relay("wal-relay-other.log");
        gateway = gateway("realtime-gateway.log");
        otherGateway = gateway("realtime-gateway-other.log");
    }

    private ServiceProcess gateway(String log) throws IOException {
        int port = ReservedPort.take();
        return new ServiceProcess(
                jar("realtime-gateway"),
                port,
                Map.of(
                        "VINTNER_GATEWAY_PORT",
                        "" + port,
                        "VINTNER_GATEWAY_DATABASE_URL",
                        postgres.url(),
                        "VINTNER_GATEWAY_DATABASE_PASSWORD",
                        "vintner_gateway",
                        "VINTNER_GATEWAY_FEED_URLS",
                        relay.url(),
                        "VINTNER_GATEWAY_FEED_SECRET",
                        FEED_SECRET,
                        "VINTNER_GATEWAY_TOKEN_JWT_SECRET",
                        JWT_SECRET),
                folder.resolve(log));
    }

    private ServiceProcess relay(String log) throws IOException {
        int port = ReservedPort.take();
        return new ServiceProcess(
                jar("wal-relay"),
                port,
                Map.of(
                        "VINTNER_RELAY_PORT",
                        "" + port,
                        "VINTNER_RELAY_DATABASE_URL",
                        postgres.jdbcUrl(),
                        "VINTNER_RELAY_DATABASE_PASSWORD",
                        "vintner_relay",
                        "VINTNER_RELAY_FEED_SECRET",
                        FEED_SECRET),
                folder.resolve(log));
    }

    /**
     * A database with the gateway's tables and the usual functions; the services are not started.
     */
    public static GatewayStack prepared(String sql) {
        LocalPostgres postgres = LocalPostgres.startTemporary(Map.of("deadlock_timeout", "100ms"));
        try {
            Path all = Files.createDirectories(MODULE.resolve("target/gateways"));
            GatewayStack stack =
                    new GatewayStack(postgres, Files.createTempDirectory(all, "gateway-"));
            postgres.addAuthFunctions();
            stack.run("create publication supabase_realtime");
            stack.run(
                    Files.readString(
                            HOME.resolve("realtime-gateway/src/main/resources/gateway.sql")));
            stack.run(sql);
            return stack;
        } catch (SQLException failure) {
            postgres.close();
            throw new IllegalStateException(failure);
        } catch (IOException failure) {
            postgres.close();
            throw new UncheckedIOException(failure);
        } catch (RuntimeException failure) {
            postgres.close();
            throw failure;
        }
    }

    /** As {@link #prepared}, with both services ready. */
    public static GatewayStack started(String sql) {
        return started(prepared(sql));
    }

    /** The same with two relays, of which the other one stands by. */
    static GatewayStack startedWithTwoRelays(String sql) {
        GatewayStack stack = prepared(sql);
        stack.gateway.set(
                "VINTNER_GATEWAY_FEED_URLS", stack.relay.url() + "," + stack.otherRelay.url());
        started(stack);
        try {
            stack.otherRelay.start();
            stack.otherRelay.awaitReady();
            return stack;
        } catch (RuntimeException | AssertionError failure) {
            stack.close();
            throw failure;
        }
    }

    /**
     * The same with two gateways.
     *
     * @param settings sets what they need before they start
     */
    static GatewayStack startedWithTwoGateways(String sql, Consumer<GatewayStack> settings) {
        GatewayStack stack = prepared(sql);
        settings.accept(stack);
        started(stack);
        try {
            stack.otherGateway.start();
            stack.otherGateway.awaitReady();
            return stack;
        } catch (RuntimeException | AssertionError failure) {
            stack.close();
            throw failure;
        }
    }

    private static GatewayStack started(GatewayStack stack) {
        try {
            stack.relay.start();
            stack.gateway.start();
            stack.relay.awaitReady();
            stack.gateway.awaitReady();
            return stack;
        } catch (RuntimeException | AssertionError failure) {
            stack.close();
            throw failure;
        }
    }

    public LocalPostgres postgres() {
        return postgres;
    }

    public ServiceProcess relay() {
        return relay;
    }

    /** The one that is started only with {@link #startedWithTwoRelays}. */
    ServiceProcess otherRelay() {
        return otherRelay;
    }

    public ServiceProcess gateway() {
        return gateway;
    }

    /** Another one of the same database; nobody starts it but the test. */
    ServiceProcess otherGateway() {
        return otherGateway;
    }

    /** A client of somebody whom nobody else is, which says its frames. */
    NodeClient client(String library, String serializer) {
        return client(library, serializer, Bearer.anyone().token());
    }

    /** The same, of whoever has the token. */
    NodeClient client(String library, String serializer, String token) {
        return NodeClient.start(
                new NodeClient.Settings(
                        library,
                        gateway.url(),
                        token,
                        null,
                        Map.of("vsn", serializer),
                        Map.of("frames", true)));
    }

    /** Where the services' logs are. */
    public Path folder() {
        return folder;
    }

    /** Runs statements as the superuser, in one transaction. */
    public void run(String sql) {
        try (Connection superuser = postgres.connect();
                Statement statement = superuser.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    /** A token that is good for an hour. */
    public static String token(Map<String, ?> claims) {
        return token(claims, Instant.now().plusSeconds(3600));
    }

    /** A token with these claims. */
    public static String token(Map<String, ?> claims, Instant expiresAt) {
        JWTClaimsSet.Builder builder =
                new JWTClaimsSet.Builder().expirationTime(Date.from(expiresAt));
        claims.forEach(builder::claim);
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), builder.build());
        try {
            token.sign(new MACSigner(JWT_SECRET.getBytes(StandardCharsets.UTF_8)));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return token.serialize();
    }

    @Override
    public void close() {
        gateway.close();
        otherGateway.close();
        relay.close();
        otherRelay.close();
        postgres.close();
    }

    private static Path jar(String service) {
        return HOME.resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
    }
}
