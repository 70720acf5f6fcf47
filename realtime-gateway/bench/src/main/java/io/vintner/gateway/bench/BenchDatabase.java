package io.vintner.gateway.bench;

import io.vintner.measure.Machine;
import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/**
 * An embedded PostgreSQL with the tables of the benchmark. Commits are durable, as on a real
 * server; what would run at moments of its own choice (checkpoints, vacuum) is put off. Not
 * thread-safe.
 */
final class BenchDatabase implements AutoCloseable {

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "autovacuum", "off",
                    "checkpoint_timeout", "1h",
                    "max_wal_size", "32GB");

    private final LocalPostgres postgres;
    private long lastId;

    private BenchDatabase(LocalPostgres postgres) {
        this.postgres = postgres;
    }

    static BenchDatabase start(Path folder) throws SQLException {
        LocalPostgres postgres = LocalPostgres.start(folder, 0, SETTINGS);
        postgres.addAuthFunctions();
        try (Connection superuser = postgres.connect();
                Statement statement = superuser.createStatement()) {
            statement.execute("create publication supabase_realtime");
            statement.execute(gatewayTables());
            for (BenchTable table : BenchTable.values()) {
                statement.execute(table.definition());
            }
        }
        return new BenchDatabase(postgres);
    }

    /** What the gateway keeps in the database, as it ships it; nothing if it keeps nothing. */
    private static String gatewayTables() {
        try (InputStream script = BenchDatabase.class.getResourceAsStream("/gateway.sql")) {
            return script == null ? "" : new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    LocalPostgres postgres() {
        return postgres;
    }

    /** How many clients have proven that they were reached. */
    long provenReceipts() throws SQLException {
        return count("select count(*) from vintner.receipts where not fetching");
    }

    /** How many channels the gateway knows a position of. */
    long receipts() throws SQLException {
        return count("select count(*) from vintner.receipts");
    }

    private long count(String sql) throws SQLException {
        try (Connection superuser = postgres.connect();
                Statement statement = superuser.createStatement();
                ResultSet count = statement.executeQuery(sql)) {
            count.next();
            return count.getLong(1);
        }
    }

    /** The first of that many ids that no row has had before. */
    long reserve(long rows) {
        long first = lastId + 1;
        lastId += rows;
        return first;
    }

    /** The processor time of all processes of the server that live now. */
    Duration cpu() {
        return postgres.process()
                .descendants()
                .map(Machine::cpuOf)
                .reduce(Machine.cpuOf(postgres.process()), Duration::plus);
    }

    /** Ends the server at once, whatever state its processes are in. */
    void kill() {
        postgres.kill();
    }

    @Override
    public void close() {
        postgres.close();
    }
}
