package io.vintner.relay.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.vintner.postgres.LocalPostgres;
import io.vintner.relay.replication.SetUpWarning.Check;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a set-up that works but is probably not meant. */
class SetUpChecksIT {

    private static LocalPostgres postgres;

    @BeforeAll
    static void startTheDatabase() {
        postgres = LocalPostgres.startTemporary();
    }

    @AfterAll
    static void stopTheDatabase() {
        postgres.close();
    }

    @BeforeEach
    void makeTables() throws SQLException {
        run(
                "create schema cellar",
                "set search_path = cellar",
                "create table vines (id bigint primary key, user_id uuid not null, note text)",
                "create unique index vines_identity on vines (id, user_id)",
                "create table \"Odd one\" (id bigint, note text)");
    }

    @AfterEach
    void dropTables() throws SQLException {
        run("drop publication if exists supabase_realtime", "drop schema cellar cascade");
    }

    @Test
    void whatIsAsItShouldBeIsNotMentioned() throws Exception {
        // Given
        run("create publication supabase_realtime for table cellar.vines");

        // When
        List<SetUpWarning> warnings = warnings();

        // Then
        assertThat(warnings).isEmpty();
    }

    @Test
    void aPublicationWithoutTablesRelaysNothing() throws Exception {
        // Given
        run("create publication supabase_realtime");

        // When
        List<SetUpWarning> warnings = warnings();

        // Then
        assertThat(warnings)
                .containsExactly(
                        new SetUpWarning(
                                Check.TABLES,
                                "publication supabase_realtime names no table, so nothing is"
                                        + " relayed: as the schema's owner run \"alter publication"
                                        + " supabase_realtime add table …\""));
    }

    @Test
    void operationsThatAreNotPublishedAreNamed() throws Exception {
        // Given
        run(
                "create publication supabase_realtime for table cellar.vines"
                        + " with (publish = 'insert, update')");

        // When
        List<SetUpWarning> warnings = warnings();

        // Then
        assertThat(warnings).extracting(SetUpWarning::check).containsExactly(Check.OPERATIONS);
        assertThat(warnings.getFirst().advice()).contains("leaves out every delete, truncate:");
    }

    @Test
    void aTableWhoseUpdatesPostgresRefusesIsNamedWithTheStatement() throws Exception {
        // Given
        run("create publication supabase_realtime for table cellar.vines, cellar.\"Odd one\"");

        // When
        List<SetUpWarning> warnings = warnings();

        // Then
        assertThat(warnings).extracting(SetUpWarning::check).containsExactly(Check.IDENTITY);
        assertThat(warnings.getFirst().advice())
                .contains("\"alter table cellar.\"Odd one\" replica identity full\"");
    }

    @Test
    void aTableWithoutIdentityThatPublishesOnlyInsertsIsNotNamed() throws Exception {
        // Given
        run(
                "create publication supabase_realtime for table cellar.\"Odd one\""
                        + " with (publish = 'insert')");

        // When
        List<SetUpWarning> warnings = warnings();

        // Then
        assertThat(warnings).extracting(SetUpWarning::check).containsExactly(Check.OPERATIONS);
    }

    @Test
    void aTableWhoseIdentityIndexIsGoneIsNamed() throws Exception {
        // Given
        run(
                "create publication supabase_realtime for table cellar.vines",
                "alter table cellar.vines replica identity using index vines_identity",
                "drop index cellar.vines_identity");

        // When
        List<SetUpWarning> warnings = warnings();

        // Then
        assertThat(warnings).extracting(SetUpWarning::check).containsExactly(Check.IDENTITY);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "default             | id = 1                                       |",
                "default             | user_id = current_setting('claims', true)::uuid | user_id",
                "default             | note is null or user_id is not null          | note,"
                        + " user_id",
                "default             | exists (select from cellar.vines v where v.note ="
                        + " vines.note) | note",
                "full                | note is null                                 |",
                "using index vines_identity | user_id is not null                   |",
                "using index vines_identity | note = 'x' and user_id is not null    | note",
                "nothing             | id = 1                                       | id",
            })
    void deletesThatPoliciesCannotJudgeAreNamedWithTheirColumns(
            String identity, String policy, String uncovered) throws Exception {
        // Given
        run(
                "alter table cellar.vines replica identity " + identity,
                "alter table cellar.vines enable row level security",
                "create policy owner on cellar.vines for select using (" + policy + ")",
                "create policy writer on cellar.vines for insert with check (note = 'seen')",
                "create publication supabase_realtime for table cellar.vines");

        // When
        List<String> advice =
                warnings().stream()
                        .filter(warning -> warning.check() == Check.POLICIES)
                        .map(SetUpWarning::advice)
                        .toList();

        // Then
        if (uncovered == null) {
            assertThat(advice).isEmpty();
        } else {
            assertThat(advice)
                    .singleElement()
                    .asString()
                    .startsWith(
                            "deletes of table cellar.vines cannot be judged by its policies, which"
                                    + " read %s: run \"alter table cellar.vines replica identity full\""
                                            .formatted(uncovered));
        }
    }

    @Test
    void policiesThatAreSwitchedOffJudgeNothing() throws Exception {
        // Given
        run(
                "create policy owner on cellar.vines for select using (note is null)",
                "create publication supabase_realtime for table cellar.vines");

        // When
        List<SetUpWarning> warnings = warnings();

        // Then
        assertThat(warnings).isEmpty();
    }

    @Test
    void ofAPartitionedTableTheLeavesHaveTheIdentityAndTheRootThePolicies() throws Exception {
        // Given
        run(
                "create table cellar.casks (id bigint, user_id uuid, primary key (id))"
                        + " partition by range (id)",
                "create table cellar.casks_old (user_id uuid, id bigint not null)",
                "alter table cellar.casks attach partition cellar.casks_old"
                        + " for values from (0) to (9)",
                "alter table cellar.casks enable row level security",
                "create policy owner on cellar.casks using (user_id is not null)",
                "create publication supabase_realtime for table cellar.casks"
                        + " with (publish_via_partition_root = true)");

        // When
        List<SetUpWarning> before = warnings(Check.POLICIES);
        run("alter table cellar.casks_old replica identity full");
        List<SetUpWarning> after = warnings(Check.POLICIES);

        // Then
        assertThat(before).hasSize(1);
        assertThat(before.getFirst().advice()).contains("cellar.casks", "user_id");
        assertThat(after).isEmpty();
    }

    @Test
    void onPostgres14APartitionWithItsColumnsAtOtherPlacesIsNamed() throws Exception {
        // Given
        run(
                "create table cellar.casks (id bigint primary key, note text) partition by range"
                        + " (id)",
                "create table cellar.casks_new partition of cellar.casks for values from (9) to"
                        + " (99)",
                "create table cellar.casks_old (note text, id bigint not null)",
                "alter table cellar.casks attach partition cellar.casks_old"
                        + " for values from (0) to (9)",
                "create publication supabase_realtime for table cellar.casks"
                        + " with (publish_via_partition_root = true)");

        // When
        List<SetUpWarning> warnings = warnings(Check.PARTITIONS);

        // Then
        assertThat(warnings).hasSize(version() == 14 ? 1 : 0);
        assertThat(warnings).allMatch(warning -> warning.advice().contains("cellar.casks_old"));
    }

    @Test
    void unloggedTablesOfAPublicationForAllTablesAreNamed() throws Exception {
        // Given
        run(
                "drop table cellar.\"Odd one\"",
                "create unlogged table cellar.scratch (id bigint primary key)",
                "create publication supabase_realtime for all tables");

        // When
        List<SetUpWarning> warnings = warnings();

        // Then
        assertThat(warnings).extracting(SetUpWarning::check).containsExactly(Check.UNLOGGED);
        assertThat(warnings.getFirst().advice())
                .contains("not logged, and so not relayed (cellar.scratch):");
    }

    @Test
    void unloggedTablesOfAPublishedSchemaAreNamed() throws Exception {
        // Given
        assumeThat(version()).isGreaterThanOrEqualTo(15);
        run(
                "drop table cellar.\"Odd one\"",
                "create unlogged table cellar.scratch (id bigint primary key)",
                "create publication supabase_realtime for tables in schema cellar");

        // When
        List<SetUpWarning> warnings = warnings();

        // Then
        assertThat(warnings).extracting(SetUpWarning::check).containsExactly(Check.UNLOGGED);
    }

    @Test
    void aSlotWithoutAnyLimitIsADangerToTheDisk() throws Exception {
        // Given
        Map<String, String> unlimited = Map.of("max_slot_wal_keep_size", "-1");
        try (LocalPostgres other = LocalPostgres.startTemporary(unlimited);
                WatchConnection watch = TestSettings.database(other).openWatch()) {

            // When
            List<SetUpWarning> warnings = watch.warnings(TestSettings.PUBLICATION);

            // Then
            assertThat(warnings).extracting(SetUpWarning::check).containsExactly(Check.WAL_LIMIT);
        }
    }

    @Test
    void aSlotThatPostgresMayRemoveWhenIdleIsMentioned() throws Exception {
        // Given
        assumeThat(version()).isGreaterThanOrEqualTo(18);
        run(
                "create publication supabase_realtime for table cellar.vines",
                "alter system set idle_replication_slot_timeout = '10min'",
                "select pg_reload_conf()");

        // When
        List<SetUpWarning> warnings = awaitOtherThan(List.of());

        // Then
        assertThat(warnings).extracting(SetUpWarning::check).containsExactly(Check.IDLE_LIMIT);
        assertThat(warnings.getFirst().advice()).contains("was away for 600 s");
        run("alter system reset idle_replication_slot_timeout", "select pg_reload_conf()");
        assertThat(awaitOtherThan(warnings)).isEmpty();
    }

    /** A reload reaches other sessions a moment later. */
    private static List<SetUpWarning> awaitOtherThan(List<SetUpWarning> before) {
        return await().until(SetUpChecksIT::warnings, now -> !now.equals(before));
    }

    private static List<SetUpWarning> warnings(Check check) throws Exception {
        return warnings().stream().filter(warning -> warning.check() == check).toList();
    }

    private static List<SetUpWarning> warnings() throws Exception {
        try (WatchConnection watch = TestSettings.database(postgres).openWatch()) {
            return watch.warnings(TestSettings.PUBLICATION);
        }
    }

    private static int version() throws SQLException {
        try (Connection connection = postgres.connect()) {
            return connection.getMetaData().getDatabaseMajorVersion();
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
