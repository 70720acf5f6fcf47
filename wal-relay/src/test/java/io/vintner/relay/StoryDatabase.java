package io.vintner.relay;

import static org.awaitility.Awaitility.await;

import io.vintner.postgres.LocalPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * The database of the loss stories: table {@code harvest}, published, and {@code elsewhere}, not.
 */
record StoryDatabase(LocalPostgres postgres) implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(30);

    static StoryDatabase started() {
        return new StoryDatabase(LocalPostgres.startTemporary());
    }

    /** No slot, no row. */
    void beginAnew() throws SQLException {
        run(
                "select pg_terminate_backend(active_pid, 10000) from pg_replication_slots where"
                        + " active",
                "select pg_drop_replication_slot(slot_name) from pg_replication_slots",
                "drop publication if exists supabase_realtime",
                "drop table if exists harvest, elsewhere",
                "create table elsewhere (n bigint)");
        Writer.prepare(postgres);
    }

    void run(String... statements) throws SQLException {
        Writer.run(postgres, statements);
    }

    /** Inserts the rows with those numbers, in one transaction. */
    void insert(long first, long last) throws SQLException {
        run("insert into harvest select generate_series(%d, %d)".formatted(first, last));
    }

    /** The name of the relay's slot. */
    String slot() throws SQLException {
        return ask("select slot_name from pg_replication_slots");
    }

    /** The LSN that the relay has confirmed. */
    long confirmed() throws SQLException {
        return Long.parseLong(
                ask(
                        "select (confirmed_flush_lsn - '0/0'::pg_lsn)::bigint from"
                                + " pg_replication_slots"));
    }

    void awaitNobodyReads() {
        await().atMost(SOON)
                .until(() ->
                        ask("select count(*) from pg_replication_slots where active").equals("0"));
    }

    /** The first value of the first row. */
    String ask(String query) throws SQLException {
        try (Connection superuser = postgres.connect();
                Statement statement = superuser.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        postgres.close();
    }
}
