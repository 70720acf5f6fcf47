package io.vintner.relay.bench;

import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.Poll;
import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/**
 * An embedded PostgreSQL with one published table. Commits are durable, as on a real server; what
 * would run at moments of its own choice (checkpoints, vacuum) is put off. Not thread-safe.
 */
final class BenchDatabase implements AutoCloseable {

    /** The role of every contender that needs to read no table. */
    static final String REPLICATOR = "vintner_relay";

    static final String REPLICATOR_PASSWORD = "vintner_relay";

    /** The owner of the table, for those who read more than the log. */
    static final String OWNER = LocalPostgres.SUPERUSER;

    static final String OWNER_PASSWORD = LocalPostgres.SUPERUSER;
    static final String PUBLICATION = "supabase_realtime";

    private static final Duration SLOT_FREE_MAX = Duration.ofSeconds(30);
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "autovacuum", "off",
                    "checkpoint_timeout", "1h",
                    "max_wal_size", "32GB",
                    "max_slot_wal_keep_size", "-1",
                    "wal_sender_timeout", "0");

    private final LocalPostgres postgres;
    private final Connection sql;
    private long lastId;

    private BenchDatabase(LocalPostgres postgres, Connection sql) {
        this.postgres = postgres;
        this.sql = sql;
    }

    static BenchDatabase start(Path folder) throws SQLException {
        LocalPostgres postgres = LocalPostgres.start(folder, 0, SETTINGS);
        BenchDatabase database = new BenchDatabase(postgres, postgres.connect());
        // A row takes 200 bytes: 8 + 16 + 8, and a line of 168 characters.
        database.run(
                """
                create table job_lines (
                  id bigint primary key, job uuid not null, written_at timestamptz not null, line text not null)
                """);
        // Truncations stay unpublished: the table is emptied before each load.
        database.run(
                "create publication %s for table job_lines with (publish = 'insert')"
                        .formatted(PUBLICATION));
        return database;
    }

    int port() {
        return postgres.port();
    }

    String jdbcUrl() {
        return postgres.jdbcUrl();
    }

    String version() throws SQLException {
        return text("select current_setting('server_version')");
    }

    Connection connect() throws SQLException {
        return postgres.connect();
    }

    /** Empties the table, writes that many rows after all ids used so far, and flushes the log. */
    Load write(Workload workload, long rows) throws SQLException {
        run("truncate job_lines");
        long first = lastId + 1;
        lastId += rows;
        run("set synchronous_commit = off");
        run(
                """
                do $$
                begin
                  for start in %1$d..%2$d by %3$d loop
                    insert into job_lines
                    select id, md5(id::text)::uuid, clock_timestamp(),
                           rpad('module.vineyard.terraform_data.vine["' || id || '"]: Still creating...', 168, '.')
                      from generate_series(start, least(start + %3$d - 1, %2$d)) as id;
                    commit;
                  end loop;
                end $$
                """
                        .formatted(first, lastId, workload.transactionRows(rows)));
        run("set synchronous_commit = on");
        String end = text("select pg_current_wal_insert_lsn()");
        run("checkpoint");
        return new Load(first, rows, end);
    }

    /** A load that somebody else is about to write. */
    Load reserve(int rows) throws SQLException {
        long first = lastId + 1;
        lastId += rows;
        return new Load(first, rows, text("select pg_current_wal_insert_lsn()"));
    }

    void createSlot(String name) throws SQLException {
        text("select pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(name));
    }

    /** Drops the slots whose names match, as soon as nobody reads from them. */
    void dropSlots(String pattern)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Poll.until("a slot to be free", SLOT_FREE_MAX, () -> walsender(pattern).isEmpty());
        text(
                """
                select count(pg_drop_replication_slot(slot_name))
                  from pg_replication_slots where slot_name ~ '%s'
                """
                        .formatted(pattern));
    }

    /** The process that sends from the slot whose name matches. */
    OptionalLong walsender(String pattern) throws SQLException {
        String pid =
                text(
                        "select coalesce(max(active_pid), 0) from pg_replication_slots where slot_name ~ '%s'"
                                .formatted(pattern));
        return pid.equals("0") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(pid));
    }

    /** Whether that process has sent everything and waits for more. */
    boolean waitsForWal(long pid) throws SQLException {
        return text("""
        select count(*) from pg_stat_activity
         where pid = %d and wait_event in ('WalSenderWaitForWal', 'WalSenderMain')
        """
                        .formatted(pid))
                .equals("1");
    }

    /** Whether the slot's reader has confirmed everything up to {@code lsn}. */
    boolean isConfirmed(String slot, String lsn) throws SQLException {
        return text("""
        select count(*) from pg_replication_slots
         where slot_name = '%s' and confirmed_flush_lsn >= '%s'
        """
                        .formatted(slot, lsn))
                .equals("1");
    }

    /** Ends the server at once, whatever state its processes are in. */
    void kill() {
        postgres.kill();
    }

    @Override
    public void close() throws SQLException {
        sql.close();
        postgres.close();
    }

    private void run(String statementText) throws SQLException {
        try (Statement statement = sql.createStatement()) {
            statement.execute(statementText);
        }
    }

    private String text(String query) throws SQLException {
        try (Statement statement = sql.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
