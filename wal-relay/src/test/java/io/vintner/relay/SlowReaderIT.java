package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.ChangeEvent;
import io.vintner.change.FeedMessage;
import io.vintner.postgres.LocalPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that take nothing, and what they may do to others and to the database: little. */
class SlowReaderIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long BURST = 40_000;
    private static final String INSERT_BURST =
            "insert into harvest select n, repeat(md5(n::text), 30) from generate_series(1, %d) n"
                    .formatted(BURST);

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
    void aSlowReaderIsToldOfAGapAndOthersMissNothing() throws Exception {
        Map<String, String> settings =
                Map.of(
                        "VINTNER_RELAY_WINDOW_BYTES_MAX", "1M",
                        "VINTNER_RELAY_WINDOW_STALL_MAX", "2S");
        try (RelayProcess relay = RelayProcess.started(postgres, folder, settings);
                StuckReader stuck = new StuckReader(relay);
                FeedClient quick = new FeedClient(relay).awaitOpened()) {
            // Given
            Writer.run(postgres, INSERT_BURST);

            // When
            List<ChangeEvent> events = quick.awaitEvents((int) BURST);

            // Then
            assertThat(
                            Writer.told(events)
                                    .equals(LongStream.rangeClosed(1, BURST).boxed().toList()))
                    .isTrue();
            assertThat(quick.gaps()).isEmpty();
            assertThat(stuck.readUntil("\"gap\"")).contains("{\"gap\":\"stalled\",");
            Writer.run(postgres, "insert into harvest values (0, 'after the gap')");
            assertThat(stuck.readUntil("after the gap")).isNotEmpty();
        }
    }

    /** What a stuck reader holds is in the window; as long as that has room, nobody else waits. */
    @Test
    void aQuickReaderHasEverythingAtOnceThoughAnotherIsStuckUntilTheWindowIsFull()
            throws Exception {
        Map<String, String> settings =
                Map.of(
                        "VINTNER_RELAY_WINDOW_BYTES_MAX", "32M",
                        "VINTNER_RELAY_WINDOW_STALL_MAX", "PT1H");
        try (RelayProcess relay = RelayProcess.started(postgres, folder, settings);
                StuckReader stuck = new StuckReader(relay);
                FeedClient quick = new FeedClient(relay).awaitOpened()) {
            long written = 0;
            for (int round = 1; round <= 10; round++) {
                // When
                insertKilobytes(written + 1, 1_600);
                written += 1_600;

                // Then
                assertThat(quick.awaitEvents((int) written)).hasSize((int) written);
                assertThat(measured(relay, "vintner_relay_held_intakes")).isZero();
            }
            assertThat(measured(relay, "vintner_relay_window_bytes")).isGreaterThan(8 << 20);
            assertThat(Writer.told(quick.events())).isEqualTo(rows(1, written));
            assertThat(quick.gaps()).isEmpty();

            // When
            long first = written + 1;
            while (measured(relay, "vintner_relay_held_intakes") == 0) {
                insertKilobytes(written + 1, 1_600);
                written += 1_600;
            }

            // Then
            assertThat(quick.events().size()).isGreaterThanOrEqualTo((int) first - 1);
            assertThat(quick.gaps()).isEmpty();
            assertThat(stuck.readUntil("\"%d\",".formatted(written))).doesNotContain("\"gap\"");
            assertThat(Writer.told(quick.awaitEvents((int) written))).isEqualTo(rows(1, written));
        }
    }

    @Test
    void anIntakeThatIsHeldBackLongerThanTheSendersTimeoutKeepsItsConnection() throws Exception {
        Map<String, String> settings =
                Map.of(
                        "VINTNER_RELAY_WINDOW_BYTES_MAX", "1M",
                        "VINTNER_RELAY_WINDOW_STALL_MAX", "PT1H",
                        "VINTNER_RELAY_REPLICATION_LINK_TIMEOUT", "4S");
        try (RelayProcess relay = RelayProcess.started(postgres, folder, settings);
                StuckReader stuck = new StuckReader(relay)) {
            // Given
            String sender = sender();
            Writer.run(postgres, INSERT_BURST);
            await().atMost(SOON).until(() -> measured(relay, "vintner_relay_held_intakes") == 1);

            // When
            String until = Writer.ask(postgres, "select clock_timestamp() + interval '12 s'");
            await().atMost(SOON)
                    .until(() ->
                            Writer.ask(postgres, "select clock_timestamp() > '%s'".formatted(until))
                                    .equals("t"));

            // Then
            assertThat(measured(relay, "vintner_relay_held_intakes")).isEqualTo(1);
            assertThat(sender()).isEqualTo(sender);
            assertThat(
                            Writer.ask(
                                    postgres,
                                    "select reply_time > clock_timestamp() - interval '4 s' from"
                                            + " pg_stat_replication"))
                    .isEqualTo("t");
            assertThat(measured(relay, "vintner_relay_sessions_total")).isEqualTo(1);
            assertThat(relay.status("/q/health/ready")).isEqualTo(200);
            Writer.run(postgres, "insert into harvest values (0, 'after the wait')");
            String read = stuck.readUntil("after the wait");
            assertThat(read).doesNotContain("\"gap\"");
            assertThat(read.lines().filter(line -> line.startsWith("{\"insert\"")).count())
                    .isEqualTo(BURST + 1);
            assertThat(sender()).isEqualTo(sender);
        }
    }

    @Test
    void theDatabaseStopsAtOnceThoughTheWindowIsFullAReaderStuckAndOthersWrite() throws Exception {
        Map<String, String> settings = Map.of("VINTNER_RELAY_WINDOW_BYTES_MAX", "1M");
        try (RelayProcess relay = RelayProcess.started(postgres, folder, settings);
                StuckReader stuck = new StuckReader(relay)) {
            // Given
            Writer.run(postgres, INSERT_BURST);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> relay.get("/q/metrics").body().contains("held_intakes 1.0"));
            writeUntilItStops(postgres);

            // When
            Duration took = timeToStop();
            postgres.start();

            // Then
            assertThat(took).isLessThan(Duration.ofSeconds(3));
            relay.awaitReady();
            Writer.run(postgres, "insert into harvest values (0, 'after the stop')");
            String read = stuck.readUntil("after the stop");
            assertThat(read).doesNotContain("\"gap\"");
            assertThat(read.lines().filter(line -> line.startsWith("{\"insert\"")).count())
                    .isEqualTo(Writer.rows(postgres).size());
        }
    }

    @Test
    void theDatabaseStopsAtOnceThoughTheWindowHoldsWhatIsNotConfirmed() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            Writer.run(postgres, INSERT_BURST);
            reader.awaitEvents((int) BURST);

            // When
            Duration took = timeToStop();
            postgres.start();

            // Then
            assertThat(took).isLessThan(Duration.ofSeconds(3));
            Writer.run(postgres, "insert into harvest values (0)");
            assertThat(reader.awaitEvents((int) BURST + 1)).hasSize((int) BURST + 1);
            assertThat(reader.gaps()).extracting(FeedMessage.Gap::reason).isEmpty();
        }
    }

    /** The process of the database that sends to the relay. */
    private String sender() throws SQLException {
        return Writer.ask(postgres, "select active_pid from pg_replication_slots");
    }

    /** Rows of a kilobyte, in transactions of a hundred. */
    private void insertKilobytes(long first, int count) throws SQLException {
        for (long row = first; row < first + count; row += 100) {
            Writer.run(
                    postgres,
                    "insert into harvest select n, repeat(md5(n::text), 31) from generate_series(%d, %d) n"
                            .formatted(row, row + 99));
        }
    }

    private static List<Long> rows(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static double measured(RelayProcess relay, String metric) throws IOException {
        return relay.get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .map(line -> Double.valueOf(line.substring(metric.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** Several write at once until the database ends them; returns when they are at it. */
    private static void writeUntilItStops(LocalPostgres postgres) throws SQLException {
        Writer.run(postgres, "create sequence more start %d".formatted(BURST + 1));
        AtomicInteger transactions = new AtomicInteger();
        for (int writer = 0; writer < 3; writer++) {
            Thread.ofPlatform().daemon().start(() -> writeOn(postgres, transactions));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> transactions.get() >= 6);
    }

    private static void writeOn(LocalPostgres postgres, AtomicInteger transactions) {
        try (Connection connection = postgres.connect();
                var statement = connection.createStatement()) {
            while (true) {
                statement.execute(
                        "insert into harvest select nextval('more'), repeat(md5(n::text), 30)"
                                + " from generate_series(1, 1000) n");
                transactions.incrementAndGet();
            }
        } catch (SQLException stopped) {
            // It writes until then.
        }
    }

    private Duration timeToStop() {
        Instant before = Instant.now();
        postgres.stop();
        return Duration.between(before, Instant.now());
    }

    /** Asks for the feed and reads nothing until asked to. */
    private static final class StuckReader implements AutoCloseable {

        private final Socket socket = new Socket();
        private final BufferedReader lines;

        StuckReader(RelayProcess relay) throws IOException {
            socket.setReceiveBufferSize(4 * 1024);
            socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.port()));
            String request =
                    "GET /feed/v1/changes HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n"
                            .formatted(RelayProcess.SECRET);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            lines =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            await().until(() -> relay.get("/q/metrics").body().contains("readers_connections 1.0"));
        }

        /** The lines up to the one with that text. */
        String readUntil(String text) throws IOException {
            StringBuilder read = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The chunks of HTTP hold whole lines of the feed: their own lines are hexadecimal.
                if (line.matches("[0-9a-f]*")) {
                    continue;
                }
                read.append(line).append('\n');
                if (line.contains(text)) {
                    return read.toString();
                }
            }
            throw new AssertionError("the feed ended before '%s'".formatted(text));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
