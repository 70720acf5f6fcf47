package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ColumnValue;
import io.vintner.postgres.LocalPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are larger than the window, and than the memory. */
class HugeRowIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "VINTNER_RELAY_WINDOW_BYTES_MAX", "1M",
                    "VINTNER_RELAY_WATCH_INTERVAL", "PT0.5S",
                    "VINTNER_RELAY_WATCH_LAG_ALARM", "1S");

    @TempDir Path folder;
    private LocalPostgres postgres;

    @BeforeEach
    void startTheDatabase() throws SQLException {
        postgres = LocalPostgres.startTemporary();
        Writer.prepare(postgres);
    }

    @AfterEach
    void stopTheDatabase() {
        postgres.close();
    }

    @Test
    void aRowLargerThanTheWindowArrivesWholeOnceAndInItsTurn() throws Exception {
        try (RelayProcess relay = relay("-Xmx160m");
                FeedClient one = new FeedClient(relay).awaitOpened();
                FeedClient other = new FeedClient(relay).awaitOpened()) {
            // When
            for (int row = 1; row <= 9; row++) {
                insert(row, row % 3 == 0 ? 12 : 0);
            }

            // Then
            for (FeedClient reader : List.of(one, other)) {
                List<ChangeEvent> events = reader.awaitEvents(9);
                assertThat(Writer.told(events))
                        .isEqualTo(LongStream.rangeClosed(1, 9).boxed().toList());
                for (int row = 1; row <= 9; row++) {
                    assertThat(digest(events.get(row - 1))).isEqualTo(digestOf(row));
                }
                assertThat(reader.gaps()).isEmpty();
                assertThat(reader.connections()).isEqualTo(1);
            }
        }
    }

    @Test
    void aRowLargerThanTheMemoryStopsTheRelayWithAdviceAndOneWithMoreMemoryGoesOnWithIt()
            throws Exception {
        try (RelayProcess relay = relay("-Xmx96m");
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            insert(1, 0);
            reader.awaitEvents(1);
            String slot = slot();

            // When
            insert(2, 64);
            insert(3, 0);
            relay.awaitState("stopped");

            // Then
            assertThat(relay.health())
                    .contains(
                            "does not suffice for the row that PostgreSQL sends next",
                            "nothing is skipped, the slot is kept",
                            "accept a gap: select pg_drop_replication_slot('%s')".formatted(slot))
                    .containsPattern("start it with -Xmx1[0-9]{2}m or more");
            assertThat(relay.log()).contains("the relay has stopped: the memory of this relay");
            assertThat(slot()).isEqualTo(slot);
            assertThat(reader.events()).hasSize(1);
            assertThat(reader.gaps()).isEmpty();
            assertItIsStillWatchedAndAnswers(relay);

            // When
            relay.kill();
            relay.with("-Xmx1g").start();
            relay.awaitReady();

            // Then
            List<ChangeEvent> events = reader.awaitEvents(3);
            assertThat(Writer.told(events)).containsExactly(1L, 2L, 3L);
            assertThat(digest(events.get(1))).isEqualTo(digestOf(2));
            assertThat(reader.gaps()).isEmpty();
            assertThat(slot()).isEqualTo(slot);
        }
    }

    private static void assertItIsStillWatchedAndAnswers(RelayProcess relay) {
        await().atMost(SOON)
                .until(() -> relay.health().contains("\"alarmReason\": \"the relay is behind"));
        assertThat(relay.status("/q/health/live")).isEqualTo(200);
        assertThat(relay.status("/q/health/ready")).isEqualTo(503);
        await().atMost(SOON)
                .until(() ->
                        relay.get("/q/metrics")
                                .body()
                                .contains("vintner_relay_slot_alarm_level 1.0"));
    }

    private RelayProcess relay(String memory) throws Exception {
        RelayProcess relay = new RelayProcess(postgres, folder, SETTINGS).with(memory);
        relay.start();
        relay.awaitReady();
        return relay;
    }

    /** With a text of so many megabytes that has to be escaped. */
    private void insert(long row, int megabytes) throws SQLException {
        Writer.run(
                postgres,
                "insert into harvest values (%d, '%d' || repeat(md5('%d') || E'\\tgrapes \"wine\"\\n ', %d))"
                        .formatted(row, row, row, megabytes * (1 << 20) / 48));
    }

    private String slot() throws SQLException {
        return Writer.ask(postgres, "select slot_name from pg_replication_slots");
    }

    private String digestOf(long row) throws SQLException {
        return Writer.ask(postgres, "select md5(note) from harvest where n = " + row);
    }

    private static String digest(ChangeEvent event) throws Exception {
        String text = ((ColumnValue.Present) Rows.after(event).value(1)).text();
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("MD5")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
