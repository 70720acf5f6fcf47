package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.ChangeEvent;
import io.vintner.change.FeedMessage;
import io.vintner.change.FeedMessage.Gap.Reason;
import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the relay sees of its slot and its database, what it says, and what it gives up. */
class WatchIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long MEGABYTE = 1 << 20;
    private static final String NOISE = "create table noise (n bigint, filler text)";
    private static final Path OPERATIONS = Path.of("../docs/operations.md");
    private static final Pattern METRIC = Pattern.compile("vintner_relay_[a-z_]+");
    private static final Map<String, String> OFTEN =
            Map.of(
                    "VINTNER_RELAY_WATCH_INTERVAL", "PT0.5S",
                    "VINTNER_RELAY_WATCH_CHECKS_INTERVAL", "PT0.5S");

    /** A vacuum of a large table just after a checkpoint could write more than that at once. */
    private static final Map<String, String> LITTLE_WAL =
            Map.of(
                    "max_slot_wal_keep_size",
                    "128MB",
                    "checkpoint_timeout",
                    "1h",
                    "autovacuum",
                    "off");

    @TempDir Path folder;

    @Test
    void w15TheWindowIsGivenUpBeforePostgresGivesUpTheSlot() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary(LITTLE_WAL)) {
            Writer.prepare(postgres);
            Writer.run(postgres, NOISE);
            try (RelayProcess relay = RelayProcess.started(postgres, folder, OFTEN);
                    FeedClient reader = new FeedClient(relay).awaitOpened()) {
                // Given
                String slot = slot(postgres, "slot_name");
                int rows = 25;

                // When
                for (int row = 1; row <= rows; row++) {
                    Writer.run(postgres, "insert into harvest values (%d)".formatted(row));
                    writeWal(postgres, 8);
                    awaitRoomForWal(postgres, relay);
                }

                // Then
                List<ChangeEvent> events = reader.awaitEvents(rows);
                assertThat(Writer.told(events))
                        .isEqualTo(LongStream.rangeClosed(1, rows).boxed().toList());
                assertThat(reader.gaps()).isEmpty();
                assertThat(slot(postgres, "slot_name")).isEqualTo(slot);
                assertThat(relay.log()).contains("slot alarm HIGH: it keeps");
                assertThat(gapsFrom(relay, events.getFirst()))
                        .containsExactly(Reason.WINDOW_PASSED);
            }
        }
    }

    @Test
    void w17ASlotThatPostgresHasGivenUpIsAGapAndNeverSilence() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary(LITTLE_WAL)) {
            Writer.prepare(postgres);
            Writer.run(postgres, NOISE);
            try (RelayProcess relay = RelayProcess.started(postgres, folder, OFTEN)) {
                // Given
                ChangeEvent last;
                try (FeedClient reader = new FeedClient(relay).awaitOpened()) {
                    Writer.run(postgres, "insert into harvest values (1)");
                    last = reader.awaitEvents(1).getFirst();
                }
                relay.kill();

                // When
                writeWal(postgres, 200);
                Writer.run(postgres, "insert into harvest values (2)", "checkpoint");
                String status = slot(postgres, "wal_status");
                relay.start();
                relay.awaitReady();

                // Then
                assertThat(status).isEqualTo("lost");
                assertThat(gapsFrom(relay, last)).containsExactly(Reason.OTHER_GENERATION);
                assertThat(slot(postgres, "wal_status")).isEqualTo("reserved");
            }
        }
    }

    @Test
    void theSlotOfARelayThatOnlyWaitsIsWatchedToo() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary(LITTLE_WAL);
                RelayProcess relay = new RelayProcess(postgres, folder, OFTEN)) {
            // Given
            Writer.prepare(postgres);
            Writer.run(
                    postgres,
                    NOISE,
                    "select pg_create_logical_replication_slot('vintner_5', 'pgoutput')",
                    "alter role vintner_relay noreplication");
            relay.start();

            // When
            writeWal(postgres, 70);

            // Then
            awaitHealth(relay, "\"alarm\": \"raised\"");
            assertThat(relay.status("/q/health/ready")).isEqualTo(503);
            assertThat(metrics(relay))
                    .containsEntry("vintner_relay_setup_errors", 1.0)
                    .containsEntry("vintner_relay_slot_active_sessions", 0.0)
                    .containsEntry("vintner_relay_lag_bytes", Double.NaN);
            assertThat(relay.log().split("slot alarm RAISED", -1)).hasSize(2);
        }
    }

    /** An open transaction keeps the WAL, so giving the window up cannot lower the alarm. */
    @Test
    void theMeasureOfTheAlarmRisesWithTheKeptWalAndFallsWithIt() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary(LITTLE_WAL)) {
            Writer.prepare(postgres);
            Writer.run(postgres, NOISE);
            try (RelayProcess relay = RelayProcess.started(postgres, folder, OFTEN);
                    Connection old = postgres.connect();
                    Statement holding = old.createStatement()) {
                // Given
                awaitLevel(relay, 0);
                old.setAutoCommit(false);
                holding.execute("insert into noise values (0)");

                // When
                writeUntilKept(postgres, 65);
                awaitLevel(relay, 1);
                writeUntilKept(postgres, 104);
                awaitLevel(relay, 2);
                writeUntilKept(postgres, 117);
                awaitLevel(relay, 3);

                // Then
                assertThat(relay.log())
                        .containsSubsequence(
                                "slot alarm RAISED", "slot alarm HIGH", "slot alarm CRITICAL");
                old.commit();
                await().atMost(SOON)
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> {
                            Writer.run(postgres, "checkpoint");
                            return level(relay) == 0;
                        });
                assertThat(relay.log()).contains("no slot alarm any more");
                assertThat(slot(postgres, "wal_status")).isEqualTo("reserved");
            }
        }
    }

    @Test
    void aRelayThatIsBehindForLongIsAnAlarmUntilItHasCaughtUp() throws Exception {
        Map<String, String> settings = new HashMap<>(OFTEN);
        settings.put("VINTNER_RELAY_WATCH_LAG_ALARM", "2S");
        try (LocalPostgres postgres = LocalPostgres.startTemporary()) {
            Writer.prepare(postgres);
            try (RelayProcess relay = RelayProcess.started(postgres, folder, settings);
                    FeedClient reader = new FeedClient(relay).awaitOpened()) {
                // Given
                Writer.run(postgres, "insert into harvest values (1)");
                reader.awaitEvents(1);
                awaitLevel(relay, 0);
                String sender = slot(postgres, "active_pid");

                // When
                RelayProcess.signal("-STOP", sender);
                try {
                    Writer.run(postgres, "insert into harvest values (2)");
                    awaitLevel(relay, 1);
                    awaitHealth(relay, "the relay is behind for longer than 2 s");
                } finally {
                    RelayProcess.signal("-CONT", sender);
                }

                // Then
                awaitLevel(relay, 0);
                assertThat(Writer.told(reader.awaitEvents(2))).containsExactly(1L, 2L);
                assertThat(relay.status("/q/health/ready")).isEqualTo(200);
                assertThat(relay.log())
                        .containsSubsequence(
                                "slot alarm RAISED: the relay is behind", "no slot alarm");
            }
        }
    }

    @Test
    void warningsAreSaidOnceCountedAndTakenBack() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary()) {
            Writer.prepare(postgres);
            try (RelayProcess relay = RelayProcess.started(postgres, folder, OFTEN)) {
                // Given
                awaitHealth(relay, "\"warnings\": 0");
                String warning = "deletes of table public.harvest cannot be judged";
                String counted = "vintner_relay_setup_warnings{check=\"policies\"}";

                // When
                Writer.run(
                        postgres,
                        "alter table harvest enable row level security",
                        "create policy own on harvest using (note = 'mine')");

                // Then
                awaitHealth(relay, "\"warnings\": 1");
                assertThat(relay.status("/q/health/ready")).isEqualTo(200);
                assertThat(metrics(relay)).containsEntry(counted, 1.0);
                Writer.run(postgres, "alter table harvest replica identity full");
                awaitHealth(relay, "\"warnings\": 0");
                assertThat(metrics(relay)).containsEntry(counted, 0.0);
                assertThat(relay.log().split(Pattern.quote(warning), -1)).hasSize(2);
                assertThat(relay.log()).contains("warnings resolved count=1 left=0");
            }
        }
    }

    @Test
    void aRelayThatHasReadAllIsNotBehind() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary()) {
            Writer.prepare(postgres);
            try (RelayProcess relay = RelayProcess.started(postgres, folder, OFTEN);
                    FeedClient reader = new FeedClient(relay).awaitOpened()) {
                // Given
                Writer.run(
                        postgres,
                        "insert into harvest select n, 'grape' from generate_series(1, 1000) n");

                // When
                reader.awaitEvents(1_000);

                // Then
                awaitHealth(relay, "\"lagBytes\": 0,");
                awaitHealth(relay, "\"lagMillis\": 0");
                awaitHealth(relay, "\"alarm\": \"none\"");
                assertThat(metrics(relay))
                        .containsEntry("vintner_relay_events_total", 1_000.0)
                        .containsEntry("vintner_relay_transactions_total", 1.0)
                        .containsEntry("vintner_relay_slot_status_level", 0.0)
                        .containsEntry("vintner_relay_slot_active_sessions", 1.0)
                        .hasEntrySatisfying(
                                "vintner_relay_received_bytes_total",
                                bytes -> assertThat(bytes).isGreaterThan(10_000))
                        .hasEntrySatisfying(
                                "vintner_relay_window_entries",
                                entries -> assertThat(entries).isGreaterThan(1_000));
            }
        }
    }

    /** The relay may stream before the last metric is registered. */
    @Test
    void everyMetricStandsInTheOperatorsPageAndNoOther() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary()) {
            Writer.prepare(postgres);
            try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of())) {
                // Given
                Set<String> documented = names(Files.readString(OPERATIONS));

                // Then
                await().atMost(SOON)
                        .untilAsserted(() ->
                                assertThat(names(String.join(" ", metrics(relay).keySet())))
                                        .isEqualTo(documented));
            }
        }
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        METRIC.matcher(text).results().forEach(found -> names.add(found.group()));
        return names;
    }

    /** Asks for the feed from that change on, until the answer is known. */
    private static List<Reason> gapsFrom(RelayProcess relay, ChangeEvent last) {
        try (FeedClient late = new FeedClient(relay, last.position(), last.committedAt())) {
            await().atMost(SOON).until(() -> !late.gaps().isEmpty());
            return late.gaps().stream().map(FeedMessage.Gap::reason).toList();
        }
    }

    /**
     * Waits until less than 80 % is kept, without which nothing is given up. The place from which a
     * slot must read moves on only with PostgreSQL's checkpoints.
     */
    private static void awaitRoomForWal(LocalPostgres postgres, RelayProcess relay) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    Writer.run(postgres, "checkpoint");
                    assertThat(slot(postgres, "wal_status")).as(relay.log()).isNotEqualTo("lost");
                    assertThat(kept(postgres)).as(relay.log()).isLessThan(103 * MEGABYTE);
                });
    }

    private static void writeWal(LocalPostgres postgres, int megabytes) throws SQLException {
        for (int megabyte = 0; megabyte < megabytes; megabyte++) {
            Writer.run(
                    postgres,
                    "insert into noise select n, repeat('x', 1000) from generate_series(1, 1000)"
                            + " n");
        }
    }

    private static void writeUntilKept(LocalPostgres postgres, long megabytes) throws SQLException {
        while (kept(postgres) < megabytes * MEGABYTE) {
            writeWal(postgres, 1);
        }
    }

    private static void awaitLevel(RelayProcess relay, double level) {
        await().atMost(SOON).until(() -> level(relay) == level);
    }

    private static double level(RelayProcess relay) throws IOException {
        return metrics(relay).get("vintner_relay_slot_alarm_level");
    }

    private static void awaitHealth(RelayProcess relay, String text) {
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> relay.get("/q/health/ready").body().contains(text));
    }

    /** By name, with labels if there are any. */
    private static Map<String, Double> metrics(RelayProcess relay) throws IOException {
        Map<String, Double> measured = new HashMap<>();
        relay.get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("vintner_relay_"))
                .map(line -> line.split(" ", 2))
                .forEach(line -> measured.put(line[0], Double.valueOf(line[1])));
        return measured;
    }

    private static long kept(LocalPostgres postgres) throws SQLException {
        return Long.parseLong(
                slot(postgres, "pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint"));
    }

    private static String slot(LocalPostgres postgres, String expression) throws SQLException {
        return Writer.ask(
                postgres, "select (%s)::text from pg_replication_slots".formatted(expression));
    }
}
