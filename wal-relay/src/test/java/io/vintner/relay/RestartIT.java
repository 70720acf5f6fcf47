package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.FeedMessage;
import io.vintner.change.FeedMessage.Gap.Reason;
import io.vintner.postgres.DataFolder;
import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of readers when the slot or the database is not what it was: never silence, always a
 * gap, and then the changes that follow. Plain restarts, which have no gap, are in {@link KillIT}.
 */
class RestartIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** Keeps relays from choosing a slot: theirs, see {@code ReplicationSlots}. */
    private static final String LOCK = "select pg_advisory_lock(33329970372568434)";

    private static final String END_WALSENDER =
            "select pg_terminate_backend(active_pid) from pg_replication_slots where active";

    private static final String ANOTHER_CHANGE =
            "insert into harvest select coalesce(max(n), 0) + 100 from harvest";

    private static final String NO_CHANGE = "select pg_logical_emit_message(true, 'ballast', 'x')";

    private static final String SIXTY_MEGABYTES_OF_WAL =
            "select pg_logical_emit_message(false, 'ballast', repeat('x', 1000000))"
                    + " from generate_series(1, 60)";

    @TempDir Path folder;
    private Path data;
    private LocalPostgres postgres;

    @BeforeEach
    void startTheDatabase() throws SQLException {
        data = folder.resolve("data");
        postgres = LocalPostgres.start(data, 0, Map.of("max_slot_wal_keep_size", "32MB"));
        Writer.prepare(postgres);
    }

    @AfterEach
    void stopTheDatabase() {
        postgres.close();
    }

    @Test
    void aSlotDroppedWhileTheRelayIsAwayIsAGap() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            writeAndAwait(reader, 1);
            relay.kill();

            // When
            dropTheSlot();
            write(2);
            relay.start();
            relay.awaitReady();

            // Then
            assertGapThenGoingOn(reader, Reason.OTHER_GENERATION, 3);
        }
    }

    @Test
    void aSlotMadeAnewUnderItsNameWhileTheRelayIsAwayIsAGap() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            writeAndAwait(reader, 1);
            relay.kill();

            // When
            String slot = dropTheSlot();
            write(2);
            create(slot);
            relay.start();
            relay.awaitReady();

            // Then
            assertGapThenGoingOn(reader, Reason.WINDOW_PASSED, 3);
        }
    }

    @Test
    void aSlotMadeAnewUnderItsNameWhileTheRelayStreamsIsAGap() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            writeAndAwait(reader, 1);

            // When
            try (var operator = postgres.connect();
                    var statement = operator.createStatement()) {
                statement.execute(LOCK);
                String slot = dropTheSlot();
                write(2);
                create(slot);
            }

            // Then
            assertGapThenGoingOn(reader, Reason.WINDOW_PASSED, 3);
        }
    }

    @Test
    void aSlotThatWasInvalidatedWhileTheRelayIsAwayIsAGap() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            writeAndAwait(reader, 1);
            relay.kill();

            // When
            write(2);
            loseTheSlot();
            relay.start();
            relay.awaitReady();

            // Then
            assertGapThenGoingOn(reader, Reason.OTHER_GENERATION, 3);
        }
    }

    @Test
    void aSlotThatIsInvalidatedWhileTheRelayStreamsIsAGap() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            writeAndAwait(reader, 1);
            String slot = theSlot();

            // When
            Writer.run(postgres, SIXTY_MEGABYTES_OF_WAL, "select pg_switch_wal()", "checkpoint");

            // Then
            await().atMost(SOON).until(() -> !reader.gaps().isEmpty());
            assertGapThenGoingOn(reader, Reason.OTHER_GENERATION, 3);
            assertThat(theSlot()).isNotEqualTo(slot);
        }
    }

    @Test
    void aDatabaseThatWasSetBackIsAGap() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            writeAndAwait(reader, 1);
            Path copy = copyTheDatabase();
            writeAndAwait(reader, 2);

            // When
            setBackTo(copy);
            postgres.start();

            // Then
            assertGapThenGoingOn(reader, Reason.OTHER_GENERATION, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ANOTHER_CHANGE, NO_CHANGE})
    void aDatabaseThatWasSetBackAndHasGoneOnFurtherIsAGap(String statement) throws Exception {
        try (TcpProxy network = new TcpProxy(postgres.port());
                RelayProcess relay = RelayProcess.started(postgres, folder, through(network));
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            writeAndAwait(reader, 1);
            Path copy = copyTheDatabase();
            writeAndAwait(reader, 2);
            long reached = reached();

            // When
            network.cut();
            setBackTo(copy);
            postgres.start();
            goOnBeyond(reached, statement);
            network.restore();

            // Then
            assertGapThenGoingOn(reader, Reason.OTHER_GENERATION, 3);
        }
    }

    @Test
    void aDatabaseThatWasSetBackUnderARestartedRelayIsAGap() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            writeAndAwait(reader, 1);
            Path copy = copyTheDatabase();
            writeAndAwait(reader, 2);
            Writer.run(postgres, SIXTY_MEGABYTES_OF_WAL);
            writeAndAwait(reader, 3);
            relay.kill();

            // When
            setBackTo(copy);
            postgres.start();
            relay.start();
            relay.awaitReady();

            // Then
            assertGapThenGoingOn(reader, Reason.AHEAD_OF_DATABASE, 4);
        }
    }

    @Test
    void aDatabaseThatWasSetBackAndHasGoneOnFurtherUnderARestartedRelayIsAGap() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            writeAndAwait(reader, 1);
            Path copy = copyTheDatabase();
            writeAndAwait(reader, 2);
            long reached = reached();
            relay.kill();

            // When
            setBackTo(copy);
            postgres.start();
            goOnBeyond(reached, ANOTHER_CHANGE);
            relay.start();
            relay.awaitReady();

            // Then
            assertGapThenGoingOn(reader, Reason.OTHER_HISTORY, 3);
        }
    }

    @Test
    void aStandbyOfTheDatabaseThatWasPromotedIsAGap() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            writeAndAwait(reader, 1);

            // When
            postgres.stop();
            Files.createFile(data.resolve("standby.signal"));
            postgres.start();
            Writer.run(postgres, "select pg_promote()");

            // Then
            assertGapThenGoingOn(reader, Reason.OTHER_GENERATION, 2);
            assertThat(reader.gaps().getFirst().position().generation().timeline()).isEqualTo(2);
        }
    }

    private void write(long number) throws SQLException {
        Writer.run(postgres, "insert into harvest values (%d, 'grape')".formatted(number));
    }

    private void writeAndAwait(FeedClient reader, long number) throws SQLException {
        write(number);
        await().atMost(SOON).until(() -> Writer.told(reader.events()).contains(number));
    }

    private void assertGapThenGoingOn(FeedClient reader, Reason reason, long next)
            throws SQLException {
        await().atMost(SOON).until(() -> !reader.gaps().isEmpty());
        writeAndAwait(reader, next);
        assertThat(reader.gaps()).extracting(FeedMessage.Gap::reason).containsExactly(reason);
        assertThat(Writer.told(reader.events())).doesNotHaveDuplicates().endsWith(next);
    }

    /** Stops the database, copies it, and starts it again. */
    private Path copyTheDatabase() throws IOException {
        Path copy = folder.resolve("copy");
        postgres.stop();
        DataFolder.copy(data, copy);
        postgres.start();
        return copy;
    }

    /** Stops the database and puts the copy in its place. */
    private void setBackTo(Path copy) throws IOException {
        postgres.stop();
        DataFolder.copy(copy, data);
    }

    private void goOnBeyond(long lsn, String statement) throws SQLException {
        while (reached() <= lsn + 1_000) {
            Writer.run(postgres, statement);
        }
    }

    private long reached() throws SQLException {
        return Long.parseLong(
                Writer.ask(postgres, "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"));
    }

    private void loseTheSlot() throws SQLException {
        Writer.run(postgres, SIXTY_MEGABYTES_OF_WAL, "select pg_switch_wal()", "checkpoint");
        assertThat(Writer.ask(postgres, "select wal_status from pg_replication_slots"))
                .isEqualTo("lost");
    }

    /** Returns its name. */
    private String dropTheSlot() throws SQLException {
        String slot = theSlot();
        Writer.run(postgres, END_WALSENDER);
        await().atMost(SOON)
                .until(() ->
                        Writer.ask(postgres, "select active from pg_replication_slots")
                                .equals("f"));
        Writer.run(postgres, "select pg_drop_replication_slot('%s')".formatted(slot));
        return slot;
    }

    private void create(String slot) throws SQLException {
        Writer.run(
                postgres,
                "select pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot));
    }

    private String theSlot() throws SQLException {
        return Writer.ask(postgres, "select slot_name from pg_replication_slots");
    }

    private static Map<String, String> through(TcpProxy network) {
        return Map.of("VINTNER_RELAY_DATABASE_URL", network.jdbcUrl());
    }
}
