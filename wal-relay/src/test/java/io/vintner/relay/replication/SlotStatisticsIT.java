package io.vintner.relay.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.postgres.LocalPostgres;
import io.vintner.relay.replication.SlotHealth.WalStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the relay's own role, without further rights, is told of its slot. */
class SlotStatisticsIT {

    private static final long MEGABYTE = 1 << 20;

    private static LocalPostgres postgres;

    @BeforeAll
    static void startTheDatabase() throws SQLException {
        postgres =
                LocalPostgres.startTemporary(
                        Map.of(
                                "max_slot_wal_keep_size", "64MB",
                                "max_prepared_transactions", "5",
                                "checkpoint_timeout", "1h"));
        run("create table noise (n bigint, filler text)");
    }

    @AfterAll
    static void stopTheDatabase() {
        postgres.close();
    }

    @BeforeEach
    void dropSlots() throws SQLException {
        run("select pg_drop_replication_slot(slot_name) from pg_replication_slots");
    }

    @Test
    void withoutASlotThereIsNothingToSee() throws Exception {
        // Given
        run("select pg_create_logical_replication_slot('foreign_1', 'pgoutput')");

        // When
        try (WatchConnection watch = TestSettings.database(postgres).openWatch()) {

            // Then
            assertThat(watch.slot()).isEmpty();
        }
    }

    @Test
    void aFreshSlotIsSafe() throws Exception {
        // Given
        createSlot(12);
        createSlot(7);

        // When
        SlotHealth health = look();

        // Then
        assertThat(health.slot().number()).isEqualTo(12);
        assertThat(health.wal().status()).isEqualTo(WalStatus.RESERVED);
        assertThat(health.wal().keptMax()).isEqualTo(64 * MEGABYTE);
        assertThat(health.wal().safe()).isGreaterThan(32 * MEGABYTE);
        assertThat(health.wal().kept()).isLessThan(MEGABYTE);
        assertThat(health.unconfirmed()).isLessThan(MEGABYTE);
        assertThat(health.use().pid()).isNull();
        assertThat(health.use().idle() != null).isEqualTo(version() >= 17);
        assertThat(health.use().invalidation()).isNull();
        assertThat(health.use().idleMax()).isNull();
        assertThat(health.decoding().spilledBytes()).isZero();
    }

    @Test
    void walThatIsNotConfirmedIsKeptUntilTheSlotIsLost() throws Exception {
        // Given
        createSlot(12);
        writeWal(40);

        // When
        SlotHealth before = look();
        writeWal(80);
        run("checkpoint");
        SlotHealth after = look();

        // Then
        assertThat(before.wal().kept()).isGreaterThan(40 * MEGABYTE);
        assertThat(before.unconfirmed()).isGreaterThan(40 * MEGABYTE);
        assertThat(before.wal().safe()).isLessThan(48 * MEGABYTE);
        assertThat(after.wal().status()).isEqualTo(WalStatus.LOST);
        assertThat(after.use().invalidation()).isEqualTo(version() >= 17 ? "wal_removed" : null);
        assertThat(after.slot().number()).isEqualTo(12);
    }

    @Test
    void theOldestTransactionThatWritesIsFound() throws Exception {
        try (Connection writer = postgres.connect();
                var statement = writer.createStatement();
                WatchConnection watch = TestSettings.database(postgres).openWatch()) {
            // Given
            writer.setAutoCommit(false);
            statement.execute("insert into noise values (1)");
            for (int later = 0; later < 5; later++) {
                run("insert into noise values (2)");
            }

            // When
            OldestTransaction oldest = watch.oldestTransaction().orElseThrow();

            // Then
            assertThat(oldest.transactions()).isGreaterThanOrEqualTo(5);
            assertThat(oldest.pid())
                    .isEqualTo(writer.unwrap(org.postgresql.PGConnection.class).getBackendPID());
        }
    }

    @Test
    void aForgottenPreparedTransactionIsFoundToo() throws Exception {
        // Given
        try (Connection writer = postgres.connect();
                var statement = writer.createStatement()) {
            statement.execute("begin");
            statement.execute("insert into noise values (1)");
            statement.execute("prepare transaction 'forgotten'");
        }

        // When
        try (WatchConnection watch = TestSettings.database(postgres).openWatch()) {
            OldestTransaction oldest = watch.oldestTransaction().orElseThrow();

            // Then
            assertThat(oldest.pid()).isNull();
            assertThat(oldest.age()).isBetween(Duration.ZERO, Duration.ofMinutes(5));
        } finally {
            run("rollback prepared 'forgotten'");
        }
    }

    private static SlotHealth look() throws Exception {
        try (WatchConnection watch = TestSettings.database(postgres).openWatch()) {
            return watch.slot().orElseThrow();
        }
    }

    private static int version() throws SQLException {
        try (Connection connection = postgres.connect()) {
            return connection.getMetaData().getDatabaseMajorVersion();
        }
    }

    private static void createSlot(int number) throws SQLException {
        run(
                "select pg_create_logical_replication_slot('vintner_%d', 'pgoutput')"
                        .formatted(number));
    }

    private static void writeWal(int megabytes) throws SQLException {
        for (int megabyte = 0; megabyte < megabytes; megabyte++) {
            run("insert into noise select n, repeat('x', 1000) from generate_series(1, 1000) n");
        }
    }

    private static void run(String sql) throws SQLException {
        try (Connection superuser = postgres.connect();
                var statement = superuser.createStatement()) {
            statement.execute(sql);
        }
    }
}
