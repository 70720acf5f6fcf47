package io.vintner.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One embedded PostgreSQL server on 127.0.0.1 and its database {@code postgres}.
 *
 * <p>A new data folder is initialised, gets the superuser {@code postgres} with the password {@code
 * postgres}, the roles of {@code roles.sql}, and password authentication; an existing one is
 * started as it was left. Commits are durable ({@code fsync} and {@code synchronous_commit} are
 * on), as on a real server. Not thread-safe.
 */
public final class LocalPostgres implements AutoCloseable {

    /** The superuser, and its password: what users of Supabase's local stack already know. */
    public static final String SUPERUSER = "postgres";

    private static final Logger LOG = System.getLogger(LocalPostgres.class.getName());
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final String HBA =
            """
            # Written by Vintner: every connection names a role and proves its password.
            local all all scram-sha-256
            host all all 127.0.0.1/32 scram-sha-256
            host all all ::1/128 scram-sha-256
            host replication all 127.0.0.1/32 scram-sha-256
            """;

    private final Path dataFolder;
    private final Map<String, String> settings;
    private final boolean temporary;
    private int port;
    private @Nullable EmbeddedPostgres server;

    private LocalPostgres(
            Path dataFolder, int port, Map<String, String> settings, boolean temporary) {
        this.dataFolder = dataFolder;
        this.port = port;
        this.settings = Map.copyOf(settings);
        this.temporary = temporary;
    }

    /** Starts a server on a fresh temporary data folder and any free port; for tests. */
    public static LocalPostgres startTemporary() {
        return startTemporary(Map.of());
    }

    /**
     * As {@link #startTemporary()}, with server settings of one's own, by their PostgreSQL name.
     */
    public static LocalPostgres startTemporary(Map<String, String> settings) {
        try {
            LocalPostgres postgres =
                    new LocalPostgres(PreparedDataFolder.copy(), 0, settings, true);
            postgres.start();
            return postgres;
        } catch (IOException notCopied) {
            throw new UncheckedIOException(notCopied);
        }
    }

    /**
     * Starts a server on {@code dataFolder}, which is kept when the server stops. The caller stops
     * it, also when the JVM ends, because only the caller knows who must stop before it.
     *
     * @param port 0 for any free one, which later restarts keep
     * @param settings server settings by their PostgreSQL name, over Vintner's own
     */
    public static LocalPostgres start(Path dataFolder, int port, Map<String, String> settings) {
        LocalPostgres postgres = new LocalPostgres(dataFolder, port, settings, false);
        postgres.start();
        return postgres;
    }

    /** The port on 127.0.0.1; the same over restarts. */
    public int port() {
        return port;
    }

    /** The JDBC address of the database, without a user. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
    }

    /** The address of the database for clients of PostgreSQL, without a user. */
    public String url() {
        return "postgresql://127.0.0.1:%d/postgres".formatted(port);
    }

    /** A new connection as the superuser. */
    public Connection connect() throws SQLException {
        return connect(SUPERUSER, SUPERUSER);
    }

    /** A new connection as {@code user}. */
    public Connection connect(String user, String password) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password);
        return DriverManager.getConnection(jdbcUrl(), login);
    }

    /**
     * Adds what policies of Supabase's projects expect: {@code auth.uid()} and its siblings. For
     * tests and benchmarks.
     */
    public void addAuthFunctions() throws SQLException {
        try (Connection superuser = connect();
                var statement = superuser.createStatement()) {
            statement.execute(script("auth.sql"));
        }
    }

    /** The server's version, for instance {@code 18.6}. */
    public String version() throws SQLException {
        try (Connection superuser = connect();
                var statement = superuser.createStatement();
                var row = statement.executeQuery("show server_version")) {
            row.next();
            return row.getString(1);
        }
    }

    /** The server's first process, from which all its others descend. */
    public ProcessHandle process() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return postmaster();
    }

    /** Starts the stopped server again, on the same data and port. */
    public void start() {
        if (server != null) {
            throw new IllegalStateException("already started");
        }
        boolean fresh = !Files.exists(dataFolder.resolve("PG_VERSION"));
        removeLockOfDeadServer();
        port = port == 0 ? ReservedPort.take() : port;
        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder()
                        .setPgBinaryResolver(PostgresBinaries.chosen())
                        .setDataDirectory(dataFolder)
                        .setCleanDataDirectory(false)
                        .setPort(port)
                        .setPGStartupWait(START_MAX)
                        .setRegisterShutdownHook(temporary)
                        .setConnectConfig("password", SUPERUSER)
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("wal_level", "logical")
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("max_slot_wal_keep_size", "4GB");
        settings.forEach(builder::setServerConfig);
        try {
            server = builder.start();
            if (fresh) {
                prepare();
            }
        } catch (IOException | SQLException failure) {
            throw new IllegalStateException("PostgreSQL did not start on " + dataFolder, failure);
        }
    }

    /** Starts the server again after its process ended without being asked to. */
    public void revive() {
        server = null;
        start();
    }

    /** Stops the server as an operator would ({@code pg_ctl stop -m fast}). */
    public void stop() {
        EmbeddedPostgres running = server;
        if (running == null) {
            return;
        }
        server = null;
        try {
            running.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("PostgreSQL did not stop", failure);
        }
    }

    /** Ends the server's processes at once, as a power loss would (SIGKILL). */
    public void kill() {
        ProcessHandle postmaster = process();
        var family = Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(process -> process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
        server = null;
    }

    /** Stops the server; a temporary data folder goes, any other stays. */
    @Override
    public void close() {
        stop();
        if (temporary) {
            remove(dataFolder);
        }
    }

    /** Removes a folder with all that is in it; what cannot be is told to the log. */
    static void remove(Path folder) {
        try {
            DataFolder.remove(folder);
        } catch (IOException left) {
            LOG.log(Level.WARNING, "a temporary database is left behind in " + folder, left);
        }
    }

    private void prepare() throws SQLException, IOException {
        try (Connection superuser = connect();
                var statement = superuser.createStatement()) {
            statement.execute("alter role postgres password 'postgres'");
            statement.execute(script("roles.sql"));
            Path hba = dataFolder.resolve("pg_hba.conf");
            Files.writeString(hba, HBA);
            statement.execute("select pg_reload_conf()");
        }
    }

    private static String script(String name) {
        try (InputStream script = LocalPostgres.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private ProcessHandle postmaster() {
        try {
            String pid = Files.readAllLines(dataFolder.resolve("postmaster.pid")).getFirst();
            return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The embedding library keeps a lock file of its own, which a killed server leaves behind. */
    private void removeLockOfDeadServer() {
        try {
            if (!Files.exists(dataFolder)) {
                Files.createDirectories(
                        dataFolder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            Files.deleteIfExists(dataFolder.resolve("epg-lock"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
