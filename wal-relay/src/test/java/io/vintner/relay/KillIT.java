package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader is told when the relay or the database dies under it. */
class KillIT {

    private static final int SOME_ROWS = 2_000;

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
    void aKilledRelayLosesAndRepeatsNothing() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened();
                Writer writer = Writer.on(postgres)) {
            for (int kill = 0; kill < 3; kill++) {
                // Given
                writer.awaitMore(SOME_ROWS);
                int before = reader.connections();

                // When
                relay.kill();
                relay.start();
                relay.awaitReady();

                // Then
                writer.awaitMore(SOME_ROWS);
                assertThat(reader.awaitEvents(reader.events().size() + 1)).isNotEmpty();
                assertThat(reader.connections()).isGreaterThan(before);
            }
            writer.stop();
            assertEverythingOnceInOrder(reader);
        }
    }

    @Test
    void aStoppedDatabaseLosesAndRepeatsNothing() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened();
                Writer writer = Writer.on(postgres)) {
            // Given
            writer.awaitMore(SOME_ROWS);

            // When
            postgres.stop();
            postgres.start();

            // Then
            writer.awaitMore(SOME_ROWS);
            writer.stop();
            assertEverythingOnceInOrder(reader);
            assertThat(reader.connections()).isOne();
        }
    }

    @Test
    void aKilledDatabaseLosesAndRepeatsNothing() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened();
                Writer writer = Writer.on(postgres)) {
            // Given
            writer.awaitMore(SOME_ROWS);

            // When
            postgres.kill();
            postgres.start();

            // Then
            writer.awaitMore(SOME_ROWS);
            writer.stop();
            assertEverythingOnceInOrder(reader);
            assertThat(reader.connections()).isOne();
        }
    }

    @Test
    void relayAndDatabaseKilledTogetherLoseAndRepeatNothing() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened();
                Writer writer = Writer.on(postgres)) {
            // Given
            writer.awaitMore(SOME_ROWS);

            // When
            postgres.kill();
            relay.kill();
            relay.start();
            postgres.start();
            relay.awaitReady();

            // Then
            writer.awaitMore(SOME_ROWS);
            writer.stop();
            assertEverythingOnceInOrder(reader);
        }
    }

    @Test
    void aReaderMayBeAheadOfARelayThatHasJustStarted() throws Exception {
        try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of())) {
            // Given
            ChangeEvent last;
            try (FeedClient first = new FeedClient(relay).awaitOpened()) {
                Writer.run(postgres, "insert into harvest values (1), (2)");
                last = first.awaitEvents(2).getLast();
            }
            relay.kill();

            // When
            relay.start();
            relay.awaitReady();
            try (FeedClient second = new FeedClient(relay, last.position(), last.committedAt())) {
                second.awaitOpened();
                Writer.run(postgres, "insert into harvest values (3)");

                // Then
                assertThat(Writer.told(second.awaitEvents(1))).containsExactly(3L);
                assertThat(second.gaps()).isEmpty();
            }
        }
    }

    private void assertEverythingOnceInOrder(FeedClient reader) throws SQLException, IOException {
        List<Long> written = Writer.rows(postgres);
        List<Long> told = Writer.told(reader.awaitEvents(written.size()));
        assertThat(told.equals(written))
                .as("%d rows written, %d told".formatted(written.size(), told.size()))
                .isTrue();
        assertThat(reader.gaps()).isEmpty();
    }
}
