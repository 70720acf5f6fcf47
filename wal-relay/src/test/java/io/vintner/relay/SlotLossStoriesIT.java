package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.ChangePosition;
import io.vintner.change.FeedMessage;
import io.vintner.change.FeedMessage.Gap.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The stories of {@link LossStoriesIT} that are about the slot and what is confirmed to it. */
class SlotLossStoriesIT {

    private static final Map<String, String> SHORT_WINDOW =
            Map.of("VINTNER_RELAY_WINDOW_AGE_MAX", "1S");

    @RegisterExtension static final StoryDatabase DATABASE = new StoryDatabase();

    @Test
    void aSlotThatWasMadeAnewWasAGapNobodyHeardOf() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            DATABASE.insert(1, 1);
            reader.awaitEvents(1);
            relay.kill();
            String slot = DATABASE.slot();
            DATABASE.awaitNobodyReads();

            // When
            DATABASE.run("select pg_drop_replication_slot('%s')".formatted(slot));
            DATABASE.insert(2, 2);
            DATABASE.run(
                    "select pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot));
            relay.start();

            // Then
            await().atMost(StoryDatabase.SOON).until(() -> !reader.gaps().isEmpty());
            DATABASE.insert(3, 3);
            assertThat(Writer.told(reader.awaitEvents(2))).containsExactly(1L, 3L);
            assertThat(reader.gaps())
                    .extracting(FeedMessage.Gap::reason)
                    .containsExactly(Reason.WINDOW_PASSED);
        }
    }

    @Test
    void keepalivesConfirmedWhatNobodyHad() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            DATABASE.insert(1, 1);
            long row = reader.awaitEvents(1).getFirst().position().lsn();

            // When
            long goal = row + 100_000;
            await().atMost(StoryDatabase.SOON)
                    .until(() -> {
                        DATABASE.run("insert into elsewhere select generate_series(1, 99)");
                        return reader.position().lsn() > goal;
                    });

            // Then
            assertThat(DATABASE.confirmed()).isLessThan(row);
        }
    }

    @Test
    void theSlotWasAheadOfTheReaderAndNobodySaidSo() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            DATABASE.insert(1, 1);
            reader.awaitEvents(1);
            relay.kill();
            DATABASE.insert(2, 2);
            DATABASE.awaitNobodyReads();

            // When
            DATABASE.run(
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
        try (RelayProcess relay = DATABASE.relay(settings);
                Socket _ = deadReader(relay);
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            await().until(() -> relay.get("/q/metrics").body().contains("readers_connections 2.0"));

            // When
            DATABASE.run(
                    "insert into harvest select n, repeat(md5(n::text), 30) from"
                            + " generate_series(1, 20000) n");

            // Then
            long last = reader.awaitEvents(20_000).getLast().position().lsn();
            await().atMost(StoryDatabase.SOON).until(() -> DATABASE.confirmed() > last);
            assertThat(relay.get("/q/metrics").body())
                    .contains("vintner_relay_gaps_total{reason=\"stalled\"}");
        }
    }

    @Test
    void itLookedHealthyAndConsumedNothing() throws Exception {
        try (RelayProcess relay =
                        DATABASE.relay(Map.of("VINTNER_RELAY_REPLICATION_LINK_TIMEOUT", "2S"));
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            DATABASE.insert(1, 1);
            reader.awaitEvents(1);
            String sender = DATABASE.ask("select active_pid from pg_replication_slots");

            // When
            RelayProcess.signal("-STOP", sender);
            try {
                DATABASE.insert(2, 2);
                await().atMost(StoryDatabase.SOON)
                        .until(() -> relay.status("/q/health/ready") == 503);
            } finally {
                RelayProcess.signal("-CONT", sender);
            }

            // Then
            assertThat(Writer.told(reader.awaitEvents(2))).containsExactly(1L, 2L);
            relay.awaitReady();
            assertThat(reader.gaps()).isEmpty();
        }
    }

    @Test
    void replicationStalledAndNeverRecovered() throws Exception {
        try (TcpProxy network = new TcpProxy(DATABASE.postgres().port());
                RelayProcess relay = DATABASE.relay(stalling(network));
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            DATABASE.insert(1, 1);
            reader.awaitEvents(1);

            // When
            network.stall();
            DATABASE.insert(2, 2);
            awaitNotReady(relay);
            network.restore();

            // Then
            assertThat(Writer.told(reader.awaitEvents(2))).containsExactly(1L, 2L);
            relay.awaitReady();

            // When
            network.breakFarSide();
            DATABASE.insert(3, 3);

            // Then
            assertThat(Writer.told(reader.awaitEvents(3))).containsExactly(1L, 2L, 3L);
            relay.awaitReady();
            assertThat(reader.gaps()).isEmpty();
        }
    }

    @Test
    void keepalivesConfirmedSmallTransactionsThatNobodyHad() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            ChangePosition start = reader.position();
            for (int row = 1; row <= 5; row++) {
                // Given
                DATABASE.insert(row, row);
                long commit = reader.awaitEvents(row).get(row - 1).position().lsn();
                await().atMost(StoryDatabase.SOON)
                        .until(() -> {
                            DATABASE.run("insert into elsewhere values (1)");
                            return reader.position().lsn() > commit + 1_000;
                        });

                // When
                relay.kill();
                relay.start();
                relay.awaitReady();

                // Then
                assertThat(DATABASE.confirmed()).isLessThan(commit);
                try (FeedClient another = new FeedClient(relay, start, null)) {
                    assertThat(Writer.told(another.awaitEvents(row)))
                            .isEqualTo(LongStream.rangeClosed(1, row).boxed().toList());
                    assertThat(another.gaps()).isEmpty();
                }
            }
            assertThat(reader.gaps()).isEmpty();
        }
    }

    @Test
    void whatWasAcknowledgedWasNotOnDisk() throws Exception {
        try (RelayProcess relay = DATABASE.relay(SHORT_WINDOW);
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            DATABASE.insert(1, 3);
            long last = reader.awaitEvents(3).getLast().position().lsn();
            await().atMost(StoryDatabase.SOON).until(() -> DATABASE.confirmed() > last);

            // When
            DATABASE.postgres().kill();
            relay.kill();
            DATABASE.postgres().start();
            relay.start();
            DATABASE.insert(4, 4);

            // Then
            assertThat(Writer.told(reader.awaitEvents(4))).containsExactly(1L, 2L, 3L, 4L);
            assertThat(reader.gaps()).isEmpty();
        }
    }

    private static void awaitNotReady(RelayProcess relay) {
        await().atMost(StoryDatabase.SOON).until(() -> relay.status("/q/health/ready") == 503);
    }

    private static Map<String, String> stalling(TcpProxy network) {
        return Map.of(
                "VINTNER_RELAY_DATABASE_URL",
                network.jdbcUrl(),
                "VINTNER_RELAY_REPLICATION_LINK_TIMEOUT",
                "2S");
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
}
