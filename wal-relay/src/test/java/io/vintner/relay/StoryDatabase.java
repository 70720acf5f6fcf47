package io.vintner.relay;

import static org.awaitility.Awaitility.await;

import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The database of the loss stories, for all tests of a class: table {@code harvest}, published, and
 * {@code elsewhere}, not; before each test no slot and no row.
 */
final class StoryDatabase implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    static final Duration SOON = Duration.ofSeconds(30);

    private Path folder;
    private LocalPostgres postgres;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        String name = context.getRequiredTestClass().getSimpleName();
        folder = Files.createTempDirectory(Path.of("target"), name);
        postgres = LocalPostgres.startTemporary();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        run(
                "select pg_terminate_backend(active_pid, 10000) from pg_replication_slots where"
                        + " active",
                "select pg_drop_replication_slot(slot_name) from pg_replication_slots",
                "drop publication if exists supabase_realtime",
                "drop table if exists harvest, elsewhere",
                "create table elsewhere (n bigint)");
        Writer.prepare(postgres);
    }

    /** Skips the test on a server that no longer does what it is about. */
    void onlyBefore(int version, String what) throws SQLException {
        int runs = Integer.parseInt(postgres.version().split("[^0-9]", 2)[0]);
        Assumptions.assumeTrue(
                runs < version,
                () -> "%s: before PostgreSQL %d, this is %d".formatted(what, version, runs));
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
        return Writer.ask(postgres, query);
    }

    /** A relay of it that streams; settings by their environment name. */
    RelayProcess relay(Map<String, String> settings) throws IOException {
        return RelayProcess.started(postgres, folder, settings);
    }

    LocalPostgres postgres() {
        return postgres;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (postgres != null) {
            postgres.close();
        }
    }
}
