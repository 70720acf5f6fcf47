package io.vintner.relay.replication;

import io.vintner.change.ValueForm;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.copy.CopyDual;
import org.postgresql.replication.LogSequenceNumber;

/** Opens connections to the relayed database, and can cut them all. Thread-safe. */
@Singleton
public class RelayDatabase {

    private static final Logger LOG = Logger.getLogger(RelayDatabase.class);
    private static final String OBJECT_IN_USE = "55006";
    private static final String OBJECT_NOT_IN_PREREQUISITE_STATE = "55000";
    private static final String UNDEFINED_OBJECT = "42704";

    private final DatabaseConfig database;
    private final ReplicationConfig replication;
    private final InstantSource clock;

    /** Tells this process's connections from those of other relays. */
    private final String name =
            "vintner-relay " + HexFormat.of().toHexDigits(RandomGenerator.getDefault().nextLong());

    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final LongAdder receivedBytes = new LongAdder();

    public RelayDatabase(
            DatabaseConfig database, ReplicationConfig replication, InstantSource clock) {
        this.database = database;
        this.replication = replication;
        this.clock = clock;
    }

    /** An ordinary connection, for the session that streams. */
    public DatabaseCatalog openCatalog() throws SQLException, NotReadyException {
        return new DatabaseCatalog(connect(ordinary()), name);
    }

    /** An ordinary connection, for whoever watches. */
    public WatchConnection openWatch() throws SQLException, NotReadyException {
        Properties properties = ordinary();
        PGProperty.APPLICATION_NAME.set(properties, "vintner-relay-watch");
        return new WatchConnection(connect(properties));
    }

    /** A replication connection that does not stream yet. */
    public ReplicationLink openLink() throws SQLException, NotReadyException {
        Properties properties = login();
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.OPTIONS.set(
                properties, "-c wal_sender_timeout=" + replication.linkTimeout().toMillis());
        Connection connection = connect(properties);
        try (Statement statement = connection.createStatement()) {
            for (var setting : ValueForm.SETTINGS.entrySet()) {
                statement.execute("set %s to '%s'".formatted(setting.getKey(), setting.getValue()));
            }
        } catch (SQLException refused) {
            abort(connection);
            throw refused;
        }
        return new ReplicationLink(connection);
    }

    /** Cuts every open connection; whoever waits on one fails at once. */
    public void cut() {
        open.forEach(RelayDatabase::abort);
    }

    static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException failure) {
            LOG.debugf(failure, "closing a connection failed");
        }
    }

    /** The bytes of pgoutput's messages that all streams have received so far. */
    public long receivedBytes() {
        return receivedBytes.sum();
    }

    private Connection connect(Properties properties) throws SQLException, NotReadyException {
        open.removeIf(RelayDatabase::isClosed);
        try {
            Connection connection = DriverManager.getConnection(database.url(), properties);
            open.add(connection);
            return connection;
        } catch (SQLException refused) {
            String advice = ConnectionRefusal.advice(refused, database.user()).orElse(null);
            if (advice != null) {
                throw new NotReadyException(advice, refused);
            }
            throw refused;
        }
    }

    private Properties ordinary() {
        Properties properties = login();
        PGProperty.OPTIONS.set(properties, "-c idle_session_timeout=0");
        return properties;
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException failure) {
            return true;
        }
    }

    private Properties login() {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, database.user());
        PGProperty.PASSWORD.set(properties, database.password().get());
        PGProperty.APPLICATION_NAME.set(properties, name);
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds(database.connectTimeout()));
        PGProperty.LOGIN_TIMEOUT.set(properties, seconds(database.connectTimeout()));
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds(replication.linkTimeout()));
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        return properties;
    }

    private static int seconds(Duration duration) {
        return Math.toIntExact(Math.max(1, duration.toSeconds()));
    }

    /**
     * The cluster behind a connection.
     *
     * @param system identifier, unsigned
     * @param reached the LSN up to which its log was durable when asked, unsigned
     */
    public record Cluster(long system, long timeline, long reached) {}

    /** A replication connection. Not thread-safe. */
    public final class ReplicationLink implements AutoCloseable {

        private final Connection connection;

        private ReplicationLink(Connection connection) {
            this.connection = connection;
        }

        /** Asks who the database is ({@code IDENTIFY_SYSTEM}). */
        public Cluster identify() throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
                row.next();
                return new Cluster(
                        Long.parseUnsignedLong(row.getString("systemid")),
                        row.getLong("timeline"),
                        LogSequenceNumber.valueOf(row.getString("xlogpos")).asLong());
            }
        }

        /**
         * Starts streaming from the slot's confirmed place, with pgoutput's protocol version 1.
         * What was not confirmed is sent again, so that it can be compared.
         */
        public ReplicationStream stream(ReplicationSlot slot)
                throws SQLException, SlotHeldException, SlotLostException {
            String command =
                    "START_REPLICATION SLOT %s LOGICAL 0/0 (proto_version '1', publication_names '%s')"
                            .formatted(slot.name(), quoted(replication.publication()));
            try {
                CopyDual copy =
                        connection.unwrap(PGConnection.class).getCopyAPI().copyDual(command);
                return new ReplicationStream(slot, copy, clock, receivedBytes);
            } catch (SQLException refused) {
                if (OBJECT_IN_USE.equals(refused.getSQLState())) {
                    throw new SlotHeldException(slot.name(), refused);
                }
                if (OBJECT_NOT_IN_PREREQUISITE_STATE.equals(refused.getSQLState())
                        || UNDEFINED_OBJECT.equals(refused.getSQLState())) {
                    throw new SlotLostException(slot.name(), refused);
                }
                throw refused;
            }
        }

        @Override
        public void close() {
            abort(connection);
        }
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"").replace("'", "''") + '"';
    }
}
