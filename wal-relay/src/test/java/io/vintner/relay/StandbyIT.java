package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.ChangeEvent;
import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two relays on one database, and a reader that knows both: it misses nothing, and gets nothing
 * twice.
 */
class StandbyIT {

    private static final int SOME_ROWS = 500;
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String MORE_THAN_NETWORKS_HOLD =
            "select n, repeat('grape', 2000) from generate_series(2, 3000) n";

    /** Short times, so that tests are; the proportions are those of the defaults. */
    private static final Map<String, String> QUICK =
            Map.of(
                    "VINTNER_RELAY_REPLICATION_LINK_TIMEOUT", "4S",
                    "VINTNER_RELAY_REPLICATION_TAKEOVER_AFTER", "5S");

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
    void aStandbySaysWhoHasTheSlotAndSendsReadersAway() throws Exception {
        try (RelayProcess first = RelayProcess.started(postgres, folder, Map.of());
                RelayProcess second = new RelayProcess(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(first).awaitOpened()) {
            // When
            second.start();
            second.awaitState("standby");

            // Then
            assertThat(second.status("/q/health/live")).isEqualTo(200);
            assertThat(second.status("/q/health/ready")).isEqualTo(200);
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(second.health())
                                    .contains("holderPid", "holderSince", "\"127.0.0.1\"")
                                    .containsPattern("\"holderReaders\": 1"));
            var refusal =
                    second.get(
                            "/feed/v1/changes", "Authorization", "Bearer " + RelayProcess.SECRET);
            assertThat(refusal.statusCode()).isEqualTo(503);
            assertThat(refusal.body()).contains("\"code\":\"standby\"");
            assertThat(refusal.headers().firstValue("Retry-After")).isPresent();
            assertThat(reader.gaps()).isEmpty();
        }
    }

    @Test
    void theStandbyServesWithinFiveSecondsOfAKill() throws Exception {
        try (RelayProcess first = RelayProcess.started(postgres, folder, Map.of());
                RelayProcess second = standby(Map.of());
                FeedClient reader =
                        new FeedClient(List.of(first.address(), second.address())).awaitOpened();
                Writer writer = Writer.on(postgres)) {
            // Given
            writer.awaitMore(SOME_ROWS);
            reader.awaitEvents(SOME_ROWS);

            // When
            first.kill();
            Instant killed = Instant.now();
            int before = reader.events().size();
            reader.awaitEvents(before + 1);
            Duration away = Duration.between(killed, Instant.now());

            // Then
            assertThat(away).isLessThan(Duration.ofSeconds(5));
            assertEverythingOnceInOrder(writer, reader);
        }
    }

    @Test
    void aRelayThatIsCutOffFromTheDatabaseSendsItsReadersOnAndBecomesTheStandby() throws Exception {
        try (TcpProxy network = new TcpProxy(postgres.port());
                RelayProcess first = started(through(network));
                RelayProcess second = standby(QUICK);
                FeedClient reader =
                        new FeedClient(List.of(first.address(), second.address())).awaitOpened();
                Writer writer = Writer.on(postgres)) {
            // Given
            writer.awaitMore(SOME_ROWS);

            // When
            network.stall();
            second.awaitReady();

            // Then
            await().atMost(SOON).until(() -> reader.connections() > 1);
            network.restore();
            first.awaitState("standby");
            assertEverythingOnceInOrder(writer, reader);
            assertThat(second.health()).contains("streaming");
        }
    }

    @Test
    void aFrozenRelayLosesTheSlotAndBecomesTheStandbyWhenItGoesOn() throws Exception {
        try (RelayProcess first = started(QUICK);
                RelayProcess second = standby(QUICK);
                FeedClient reader =
                        new FeedClient(List.of(first.address(), second.address())).awaitOpened();
                Writer writer = Writer.on(postgres)) {
            // Given
            writer.awaitMore(SOME_ROWS);

            // When
            first.freeze();
            second.awaitReady();
            await().atMost(SOON).until(() -> reader.connections() > 1);
            first.thaw();

            // Then
            first.awaitState("standby");
            await().atMost(SOON).until(() -> !first.health().contains("lagBytes"));
            assertEverythingOnceInOrder(writer, reader);
            assertThat(second.health()).contains("streaming");
            assertThat(first.health()).contains("\"alarm\": \"none\"").doesNotContain("lagBytes");
        }
    }

    @Test
    void aRelayThatReadersCannotReachLosesTheSlotAfterTakeoverAfter() throws Exception {
        try (RelayProcess first = started(QUICK);
                TcpProxy network = new TcpProxy(first.port());
                RelayProcess second = standby(QUICK);
                FeedClient reader =
                        new FeedClient(List.of(network.address(), second.address())).awaitOpened();
                Writer writer = Writer.on(postgres)) {
            // Given
            writer.awaitMore(SOME_ROWS);

            // When
            network.cut();
            Instant cut = Instant.now();
            second.awaitReady();

            // Then
            assertThat(Duration.between(cut, Instant.now())).isGreaterThan(Duration.ofSeconds(5));
            first.awaitState("standby");
            network.restore();
            await().atMost(SOON).until(() -> reader.connections() > 1);
            assertEverythingOnceInOrder(writer, reader);
            assertThat(second.health()).contains("streaming");
        }
    }

    @Test
    void aRelayWhoseReadersHearNothingLosesTheSlotOnceItNotices() throws Exception {
        Map<String, String> settings = new HashMap<>(QUICK);
        settings.put("VINTNER_RELAY_FEED_SILENCE_MAX", "3S");
        try (RelayProcess first = started(settings);
                TcpProxy network = new TcpProxy(first.port());
                RelayProcess second = standby(QUICK);
                FeedClient reader =
                        new FeedClient(List.of(network.address(), second.address()))
                                .awaitOpened()) {
            // Given
            Writer.run(postgres, "insert into harvest values (1)");
            reader.awaitEvents(1);

            // When
            network.stall();
            Writer.run(postgres, "insert into harvest " + MORE_THAN_NETWORKS_HOLD);
            second.awaitReady();

            // Then
            first.awaitState("standby");
            assertThat(Writer.told(reader.awaitEvents(3_000)).equals(Writer.rows(postgres)))
                    .isTrue();
            assertThat(reader.gaps()).isEmpty();
        }
    }

    @Test
    void aRelayThatServesSomebodyKeepsTheSlotThoughOthersCannotReachIt() throws Exception {
        try (RelayProcess first = started(QUICK);
                RelayProcess second = standby(QUICK);
                FeedClient served = new FeedClient(first).awaitOpened();
                FeedClient lonely = new FeedClient(second)) {
            await().during(Duration.ofSeconds(12))
                    .atMost(SOON)
                    .untilAsserted(() -> {
                        assertThat(first.health()).contains("streaming");
                        assertThat(second.health()).contains("standby");
                        assertThat(served.connections()).isOne();
                        assertThat(lonely.connections()).isZero();
                    });
        }
    }

    private RelayProcess started(Map<String, String> settings) throws IOException {
        return RelayProcess.started(postgres, folder, settings);
    }

    private RelayProcess standby(Map<String, String> settings) throws IOException {
        RelayProcess relay = new RelayProcess(postgres, folder, settings);
        relay.start();
        relay.awaitState("standby");
        return relay;
    }

    private static Map<String, String> through(TcpProxy network) {
        Map<String, String> settings = new HashMap<>(QUICK);
        settings.put("VINTNER_RELAY_DATABASE_URL", network.jdbcUrl());
        return settings;
    }

    private void assertEverythingOnceInOrder(Writer writer, FeedClient reader) throws Exception {
        writer.awaitMore(SOME_ROWS);
        writer.stop();
        List<Long> written = Writer.rows(postgres);
        List<ChangeEvent> events = reader.awaitEvents(written.size());
        assertThat(Writer.told(events).equals(written))
                .as("%d rows written, %d told".formatted(written.size(), events.size()))
                .isTrue();
        assertThat(events.stream().map(ChangeEvent::position).toList())
                .isSortedAccordingTo((one, other) -> one.isAfter(other) ? 1 : -1);
        assertThat(reader.gaps()).isEmpty();
    }
}
