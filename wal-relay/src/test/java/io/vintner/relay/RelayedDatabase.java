package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.ChangeEvent;
import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database with its relay, for all tests of a class, and what a reader is told about it. */
final class RelayedDatabase implements BeforeAllCallback, AfterAllCallback {

    /** A row in it says that everything before was told. */
    private static final String END = "the_end";

    private final String publication;
    private final Map<String, String> serverSettings;
    private final Map<String, String> relaySettings;
    private LocalPostgres postgres;
    private RelayProcess relay;

    private RelayedDatabase(
            String publication,
            Map<String, String> serverSettings,
            Map<String, String> relaySettings) {
        this.publication = publication;
        this.serverSettings = serverSettings;
        this.relaySettings = relaySettings;
    }

    static RelayedDatabase withEveryTable() {
        return withEveryTable(Map.of());
    }

    static RelayedDatabase withEveryTable(Map<String, String> serverSettings) {
        return withEveryTable(serverSettings, Map.of());
    }

    /** With a relay whose environment has {@code relaySettings} too. */
    static RelayedDatabase withEveryTable(
            Map<String, String> serverSettings, Map<String, String> relaySettings) {
        return new RelayedDatabase("for all tables", serverSettings, relaySettings);
    }

    /** Tests add the tables they publish. */
    static RelayedDatabase withChosenTables() {
        return new RelayedDatabase("for table " + END, Map.of(), Map.of());
    }

    @Override
    public void beforeAll(ExtensionContext context) throws SQLException, IOException {
        String name = context.getRequiredTestClass().getSimpleName();
        Path folder = Files.createTempDirectory(Path.of("target"), name);
        postgres = LocalPostgres.startTemporary(serverSettings);
        run(
                "create table the_end (n int generated always as identity primary key)",
                "create publication supabase_realtime " + publication);
        relay = RelayProcess.started(postgres, folder, relaySettings);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (relay != null) {
            relay.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    /** Skips the test on a server that lacks what it is about. */
    void needs(int version, String what) throws SQLException {
        int runs = Integer.parseInt(postgres.version().split("[^0-9]", 2)[0]);
        Assumptions.assumeTrue(
                runs >= version,
                () -> "%s: since PostgreSQL %d, this is %d".formatted(what, version, runs));
    }

    void run(String... statements) throws SQLException {
        Writer.run(postgres, statements);
    }

    /** The one value of a query. */
    String ask(String query) throws SQLException {
        return Writer.ask(postgres, query);
    }

    /** All that a reader is told about the statements, and nothing of another's. */
    List<ChangeEvent> changesOf(String... statements) throws SQLException {
        try (FeedClient reader = new FeedClient(relay).awaitOpened()) {
            run(statements);
            return changesUntilNow(reader);
        }
    }

    /**
     * As {@link #changesOf}, but the relay does not run before all statements are done, so that it
     * finds the catalog as the last one left it.
     */
    List<ChangeEvent> changesReadLate(String... statements) throws SQLException, IOException {
        try (FeedClient reader = new FeedClient(relay).awaitOpened()) {
            relay.freeze();
            try {
                run(statements);
            } finally {
                relay.thaw();
            }
            return changesUntilNow(reader);
        }
    }

    /** Runs the statement again and again until what is told of it is as wanted. */
    void awaitChange(String statement, Predicate<ChangeEvent> wanted) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> changesOf(statement).stream().anyMatch(wanted));
    }

    private List<ChangeEvent> changesUntilNow(FeedClient reader) throws SQLException {
        run("insert into the_end default values");
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> reader.events().stream().anyMatch(RelayedDatabase::isTheEnd));
        assertThat(reader.gaps()).isEmpty();
        return reader.events().stream().takeWhile(event -> !isTheEnd(event)).toList();
    }

    private static boolean isTheEnd(ChangeEvent event) {
        return event.table().name().equals(END);
    }
}
