package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.FeedMessage;
import io.vintner.change.FeedMessage.Gap.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stories of {@link LossStoriesIT} that are about the slot and what is confirmed to it. */
class SlotLossStoriesIT {

    private static final Map<String, String> SHORT_WINDOW =
            Map.of("VINTNER_RELAY_WINDOW_AGE_MAX", "1S");

    @TempDir static Path folder;
    private static StoryDatabase database;

    @BeforeAll
    static void startTheDatabase() {
        database = StoryDatabase.started();
    }

    @AfterAll
    static void stopTheDatabase() {
        database.close();
    }

    @BeforeEach
    void beginAnew() throws SQLException {
        database.beginAnew();
    }

    @Test
    void aSlotThatWasMadeAnewWasAGapNobodyHeardOf() throws Exception {
        try (RelayProcess relay = relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            database.insert(1, 1);
            reader.awaitEvents(1);
            relay.kill();
            String slot = database.slot();
            database.awaitNobodyReads();

            // When
            database.run("select pg_drop_replication_slot('%s')".formatted(slot));
            database.insert(2, 2);
            database.run(
                    "select pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot));
            relay.start();

            // Then
            await().atMost(StoryDatabase.SOON).until(() -> !reader.gaps().isEmpty());
            database.insert(3, 3);
            assertThat(Writer.told(reader.awaitEvents(2))).containsExactly(1L, 3L);
            assertThat(reader.gaps())
                    .extracting(FeedMessage.Gap::reason)
                    .containsExactly(Reason.WINDOW_PASSED);
        }
    }

    @Test
    void keepalivesConfirmedWhatNobodyHad() throws Exception {
        try (RelayProcess relay = relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            database.insert(1, 1);
            long row = reader.awaitEvents(1).getFirst().position().lsn();

            // When
            long goal = row + 100_000;
            await().atMost(StoryDatabase.SOON)
                    .until(() -> {
                        database.run("insert into elsewhere select generate_series(1, 99)");
                        return reader.position().lsn() > goal;
                    });

            // Then
            assertThat(database.confirmed()).isLessThan(row);
        }
    }

    @Test
    void theSlotWasAheadOfTheReaderAndNobodySaidSo() throws Exception {
        try (RelayProcess relay = relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            database.insert(1, 1);
            reader.awaitEvents(1);
            relay.kill();
            database.insert(2, 2);
            database.awaitNobodyReads();

            // When
            database.run(
                    "select pg_replication_slot_advance(slot_name, pg_current_wal_lsn()) from"
                            + " pg_replication_slots");
            relay.start();

            // Then
            await().atMost(StoryDatabase.SOON).until(() -> !reader.gaps().isEmpty());
            assertThat(reader.gaps())
                    .extracting(FeedMessage.Gap::reason)
                    .containsExactly(Reason.WINDOW_PASSED);
        }
    }

    @Test
    void aDeadReaderPinnedTheLog() throws Exception {
        Map<String, String> settings =
                Map.of(
                        "VINTNER_RELAY_WINDOW_AGE_MAX", "1S",
                        "VINTNER_RELAY_WINDOW_STALL_MAX", "1S");
        try (RelayProcess relay = relay(settings);
                Socket _ = deadReader(relay);
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            await().until(() -> relay.get("/q/metrics").body().contains("readers_connections 2.0"));

            // When
            database.run(
                    "insert into harvest select n, repeat(md5(n::text), 30) from"
                            + " generate_series(1, 20000) n");

            // Then
            long last = reader.awaitEvents(20_000).getLast().position().lsn();
            await().atMost(StoryDatabase.SOON).until(() -> database.confirmed() > last);
            assertThat(relay.get("/q/metrics").body())
                    .contains("vintner_relay_gaps_total{reason=\"stalled\"}");
        }
    }

    @Test
    void itLookedHealthyAndConsumedNothing() throws Exception {
        try (RelayProcess relay = relay(Map.of("VINTNER_RELAY_REPLICATION_LINK_TIMEOUT", "2S"));
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            database.insert(1, 1);
            reader.awaitEvents(1);
            String sender = database.ask("select active_pid from pg_replication_slots");

            // When
            signal("STOP", sender);
            try {
                database.insert(2, 2);
                await().atMost(StoryDatabase.SOON)
                        .until(() -> relay.status("/q/health/ready") == 503);
            } finally {
                signal("CONT", sender);
            }

            // Then
            assertThat(Writer.told(reader.awaitEvents(2))).containsExactly(1L, 2L);
            relay.awaitReady();
            assertThat(reader.gaps()).isEmpty();
        }
    }

    @Test
    void whatWasAcknowledgedWasNotOnDisk() throws Exception {
        try (RelayProcess relay = relay(SHORT_WINDOW);
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            database.insert(1, 3);
            long last = reader.awaitEvents(3).getLast().position().lsn();
            await().atMost(StoryDatabase.SOON).until(() -> database.confirmed() > last);

            // When
            database.postgres().kill();
            relay.kill();
            database.postgres().start();
            relay.start();
            database.insert(4, 4);

            // Then
            assertThat(Writer.told(reader.awaitEvents(4))).containsExactly(1L, 2L, 3L, 4L);
            assertThat(reader.gaps()).isEmpty();
        }
    }

    private static RelayProcess relay(Map<String, String> settings) throws IOException {
        return RelayProcess.started(database.postgres(), folder, settings);
    }

    /** Asks for the feed and never reads. */
    private static Socket deadReader(RelayProcess relay) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        String request =
                "GET /feed/v1/changes HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n"
                        .formatted(RelayProcess.SECRET);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static void signal(String name, String process)
            throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, process).start().waitFor()).isZero();
    }
}
