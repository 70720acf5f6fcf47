package io.vintner.relay.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.postgres.DataFolder;
import io.vintner.postgres.LocalPostgres;
import io.vintner.relay.replication.RelayDatabase.ReplicationLink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each thing that keeps a relay from streaming is one sentence that says what to do. */
class DatabaseReadinessIT {

    private static final int SENDERS_MAX = 2;

    private static LocalPostgres postgres;

    @BeforeAll
    static void startTheDatabase() throws SQLException {
        postgres =
                LocalPostgres.startTemporary(
                        Map.of("max_wal_senders", "2", "max_replication_slots", "1"));
        run(
                "create table vines (id bigint primary key)",
                "create publication supabase_realtime for table vines",
                "create database closed",
                "revoke connect on database closed from public",
                "create role sleeper password 'sleeper' replication");
    }

    @AfterAll
    static void stopTheDatabase() {
        postgres.close();
    }

    @ParameterizedTest(name = "{1} with {2} on {0}")
    @CsvSource({
        "postgres, vintner_relay, wrong,         set vintner.relay.database.user and .password",
        "postgres, nobody,        nobody,        set vintner.relay.database.user and .password",
        "missing,  vintner_relay, vintner_relay, correct the end of vintner.relay.database.url",
        "closed,   vintner_relay, vintner_relay, grant connect on database … to vintner_relay",
        "postgres, sleeper,       sleeper,       alter role sleeper login",
    })
    void aRefusedConnectionSaysWhatToDo(String database, String user, String word, String advice) {
        // Given
        String url = postgres.jdbcUrl().replace("/postgres", "/" + database);
        RelayDatabase relayed = new TestSettings(url, user, word).database();

        // Then
        assertThatThrownBy(relayed::openCatalog)
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining(advice);
        assertThatThrownBy(relayed::openLink)
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining(advice);
    }

    @Test
    void aDatabaseThatIsAwayIsNoMatterForAdvice() {
        // Given
        RelayDatabase nowhere =
                new TestSettings("jdbc:postgresql://127.0.0.1:1/postgres", "r", "r").database();

        // Then
        assertThatThrownBy(nowhere::openCatalog).isInstanceOf(SQLException.class);
    }

    @Test
    void withoutAFreeWalSenderItSaysWhichSettingToRaise() throws Exception {
        RelayDatabase database = TestSettings.database(postgres);
        List<ReplicationLink> links = new ArrayList<>();
        try {
            // Given
            for (int sender = 0; sender < SENDERS_MAX; sender++) {
                links.add(database.openLink());
            }

            // Then
            assertThatThrownBy(database::openLink)
                    .isInstanceOf(NotReadyException.class)
                    .hasMessageContaining("raise max_wal_senders");
        } finally {
            links.forEach(ReplicationLink::close);
        }
    }

    @Test
    void withoutAFreeSlotItSaysWhichSettingToRaise() throws Exception {
        // Given
        run("select pg_create_logical_replication_slot('foreign_1', 'pgoutput')");
        try (DatabaseCatalog catalog = TestSettings.database(postgres).openCatalog()) {

            // Then
            assertThatThrownBy(catalog::claimSlot)
                    .isInstanceOf(NotReadyException.class)
                    .hasMessageContaining("raise max_replication_slots");
        } finally {
            run("select pg_drop_replication_slot('foreign_1')");
        }
    }

    @Test
    void aCatalogThatTheRoleMayNotReadIsNamed() throws Exception {
        // Given
        run("revoke select on pg_catalog.pg_publication from public");
        try (WatchConnection watch = TestSettings.database(postgres).openWatch()) {

            // Then
            assertThatThrownBy(() -> watch.requireReady(TestSettings.PUBLICATION))
                    .isInstanceOf(NotReadyException.class)
                    .hasMessageContaining(
                            "grant select on pg_catalog.pg_publication to vintner_relay");
        } finally {
            run("grant select on pg_catalog.pg_publication to public");
        }
    }

    @Test
    void aStandbyPointsToThePrimary(@TempDir Path folder) throws Exception {
        // Given
        Path primary = folder.resolve("primary");
        Path standby = folder.resolve("standby");
        LocalPostgres.start(primary, 0, Map.of()).close();
        DataFolder.copy(primary, standby);
        Files.createFile(standby.resolve("standby.signal"));
        try (LocalPostgres copy = LocalPostgres.start(standby, 0, Map.of());
                WatchConnection watch = TestSettings.database(copy).openWatch()) {

            // Then
            assertThatThrownBy(() -> watch.requireReady(TestSettings.PUBLICATION))
                    .isInstanceOf(NotReadyException.class)
                    .hasMessageContaining("set vintner.relay.database.url to the primary");
            assertThat(watch.slot()).isEmpty();
        }
    }

    private static void run(String... statements) throws SQLException {
        try (Connection superuser = postgres.connect();
                var statement = superuser.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
