package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks fail on either side of the relay: nothing is lost, nothing comes twice. */
class NetworkIT {

    private static final int SOME_ROWS = 500;
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir Path folder;
    private LocalPostgres postgres;
    private TcpProxy network;

    @BeforeEach
    void startTheDatabase() throws SQLException, IOException {
        postgres = LocalPostgres.startTemporary();
        Writer.prepare(postgres);
    }

    @AfterEach
    void stopTheDatabase() throws IOException {
        network.close();
        postgres.close();
    }

    @Test
    void aBrokenLinkToTheDatabaseIsOpenedAgainAndReadersNoticeNothing() throws Exception {
        try (RelayProcess relay = relayBehindTheNetwork("20S");
                FeedClient reader = new FeedClient(relay).awaitOpened();
                Writer writer = Writer.on(postgres)) {
            // Given
            writer.awaitMore(SOME_ROWS);

            // When
            network.cut();
            relay.awaitState("waiting");
            writer.awaitMore(SOME_ROWS);
            network.restore();

            // Then
            assertEverythingOnceInOrder(writer, reader);
            assertThat(reader.connections()).isOne();
        }
    }

    @Test
    void aSilentLinkToTheDatabaseIsGivenUpAfterTheLinkTimeout() throws Exception {
        try (RelayProcess relay = relayBehindTheNetwork("3S");
                FeedClient reader = new FeedClient(relay).awaitOpened();
                Writer writer = Writer.on(postgres)) {
            // Given
            writer.awaitMore(SOME_ROWS);

            // When
            network.stall();
            relay.awaitState("waiting");
            writer.awaitMore(SOME_ROWS);
            network.restore();

            // Then
            assertEverythingOnceInOrder(writer, reader);
        }
    }

    @Test
    void aLinkThatOnlyTheDatabaseLostIsGivenUpAfterTheLinkTimeout() throws Exception {
        try (RelayProcess relay = relayBehindTheNetwork("3S");
                FeedClient reader = new FeedClient(relay).awaitOpened();
                Writer writer = Writer.on(postgres)) {
            // Given
            writer.awaitMore(SOME_ROWS);
            int sessions = sessions(relay);

            // When
            network.breakFarSide();
            await().atMost(SOON).until(() -> sessions(relay) > sessions);

            // Then
            assertEverythingOnceInOrder(writer, reader);
        }
    }

    @Test
    void w16ALinkThatOnlyTheRelayLostIsEndedByTheRelayItself() throws Exception {
        try (RelayProcess relay = relayBehindTheNetwork("20S");
                FeedClient reader = new FeedClient(relay).awaitOpened();
                Writer writer = Writer.on(postgres)) {
            // Given
            writer.awaitMore(SOME_ROWS);
            int sessions = sessions(relay);

            // When
            network.breakNearSide();
            await().atMost(Duration.ofSeconds(10)).until(() -> sessions(relay) > sessions);

            // Then
            assertEverythingOnceInOrder(writer, reader);
            assertThat(reader.connections()).isOne();
            assertThat(relay.log()).contains("own=true").doesNotContain("standing by");
        }
    }

    @Test
    void aBrokenLinkToAReaderIsOpenedAgain() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = readerBehindTheNetwork(relay);
                Writer writer = Writer.on(postgres)) {
            // Given
            writer.awaitMore(SOME_ROWS);

            // When
            network.cut();
            writer.awaitMore(SOME_ROWS);
            network.restore();

            // Then
            assertEverythingOnceInOrder(writer, reader);
            assertThat(reader.connections()).isGreaterThan(1);
        }
    }

    @Test
    void aSilentLinkToAReaderIsGivenUpAndOpenedAgain() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = readerBehindTheNetwork(relay);
                Writer writer = Writer.on(postgres)) {
            // Given
            writer.awaitMore(SOME_ROWS);

            // When
            network.breakFarSide();
            await().atMost(SOON).until(() -> reader.connections() > 1);

            // Then
            assertEverythingOnceInOrder(writer, reader);
        }
    }

    private RelayProcess relayBehindTheNetwork(String linkTimeout) throws IOException {
        network = new TcpProxy(postgres.port());
        return RelayProcess.started(
                postgres,
                folder,
                Map.of(
                        "VINTNER_RELAY_DATABASE_URL",
                        network.jdbcUrl(),
                        "VINTNER_RELAY_DATABASE_CONNECT_TIMEOUT",
                        "2S",
                        "VINTNER_RELAY_REPLICATION_LINK_TIMEOUT",
                        linkTimeout));
    }

    private FeedClient readerBehindTheNetwork(RelayProcess relay) throws IOException {
        network = new TcpProxy(relay.port());
        return new FeedClient(List.of(network.address())).awaitOpened();
    }

    private static int sessions(RelayProcess relay) throws IOException {
        return relay.get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("vintner_relay_sessions_total"))
                .map(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private void assertEverythingOnceInOrder(Writer writer, FeedClient reader) throws Exception {
        writer.awaitMore(SOME_ROWS);
        writer.stop();
        List<Long> written = Writer.rows(postgres);
        List<Long> told = Writer.told(reader.awaitEvents(written.size()));
        assertThat(told.equals(written))
                .as("%d rows written, %d told".formatted(written.size(), told.size()))
                .isTrue();
        assertThat(reader.gaps()).isEmpty();
    }
}
