package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/**
 * How users of other systems have lost changes: each story, as far as a relay could repeat it, is a
 * test named after what happened there.
 *
 * <table>
 * <caption>The stories</caption>
 * <tr><td>supabase/realtime #2093</td><td>one subscriber's error, and the slot had moved on: {@link
 *     #theSlotHadMovedOnBeforeAnyoneHadTheRows}</td></tr>
 * <tr><td>supabase-js #1599</td><td>told to be subscribed too early: {@link
 *     #aReaderWasToldToBeSubscribedTooEarly}; the join itself is the gateway's</td></tr>
 * <tr><td>realtime's poller</td><td>temporary slot, read destructively: {@link
 *     #whatOneReaderHadReadWasGoneForTheOthers}</td></tr>
 * <tr><td>realtime #1919</td><td>{@link #theSlotWasConsumedWhileThePublicationWasEmpty}</td></tr>
 * <tr><td>realtime #2008</td><td>a role leaked between checks: authorisation, not the relay's</td></tr>
 * <tr><td>realtime-js #133 and others</td><td>clients that reconnect: the gateway's</td></tr>
 * <tr><td>DBZ-1730</td><td>{@link #withNothingStoredTheLatestCommitWasTakenForTheFirst}</td></tr>
 * <tr><td>DBZ-5031, flink-cdc #1893, RisingWave #14060</td><td>{@link
 *     #theSearchForTheResumePositionSkippedRows}</td></tr>
 * <tr><td>DBZ-5915, dbz #1554</td><td>{@link #rowsOfOneLsnWereSkippedAfterARestart}, {@link
 *     #interleavedTransactionsWereTakenForRepeats}</td></tr>
 * <tr><td>DBZ-5739</td><td>{@link SlotLossStoriesIT#aSlotThatWasMadeAnewWasAGapNobodyHeardOf}</td></tr>
 * <tr><td>pgjdbc #3138, yugabyte #33306</td><td>{@link SlotLossStoriesIT#keepalivesConfirmedWhatNobodyHad}</td></tr>
 * <tr><td>RisingWave #16758</td><td>{@link SlotLossStoriesIT#theSlotWasAheadOfTheReaderAndNobodySaidSo}</td></tr>
 * <tr><td>electric #1474, #1922</td><td>{@link #aReaderThatCameWhileThereWasNoConnection}</td></tr>
 * <tr><td>electric 1.7.9</td><td>small transactions acknowledged by keepalives: {@link
 *     SlotLossStoriesIT#keepalivesConfirmedSmallTransactionsThatNobodyHad}; {@link
 *     SlotLossStoriesIT#aDeadReaderPinnedTheLog}</td></tr>
 * <tr><td>electric #4773</td><td>{@link #afterATruncateTheTableWasForgotten}</td></tr>
 * <tr><td>electric #3854</td><td>{@link #onlyTheLastOfSeveralChangesOfARowWasTold}</td></tr>
 * <tr><td>spiceai #11289</td><td>{@link #aReaderThatCameLateFoundItsRowsAcknowledged}</td></tr>
 * <tr><td>centrifugo #1166</td><td>{@link SlotLossStoriesIT#itLookedHealthyAndConsumedNothing}</td></tr>
 * <tr><td>sequin #2141</td><td>{@link
 *     SlotLossStoriesIT#replicationStalledAndNeverRecovered}</td></tr>
 * <tr><td>nats-server #7564</td><td>{@link SlotLossStoriesIT#whatWasAcknowledgedWasNotOnDisk}</td></tr>
 * </table>
 */
class LossStoriesIT {

    @RegisterExtension static final StoryDatabase DATABASE = new StoryDatabase();

    @Test
    void theSlotHadMovedOnBeforeAnyoneHadTheRows() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of())) {
            // Given
            ChangeEvent first;
            try (FeedClient reader = new FeedClient(relay).awaitOpened()) {
                DATABASE.insert(1, 3);
                first = reader.awaitEvents(3).getFirst();
            }

            // When
            relay.kill();
            relay.start();
            relay.awaitReady();

            // Then
            assertThat(DATABASE.confirmed()).isLessThan(first.position().lsn());
            try (FeedClient again = after(relay, first)) {
                assertThat(Writer.told(again.awaitEvents(2))).containsExactly(2L, 3L);
                assertThat(again.gaps()).isEmpty();
            }
        }
    }

    @Test
    void aReaderWasToldToBeSubscribedTooEarly() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of())) {
            for (long row = 1; row <= 20; row++) {
                // Given
                try (FeedClient reader = new FeedClient(relay).awaitOpened()) {

                    // When
                    DATABASE.insert(row, row);

                    // Then
                    assertThat(Writer.told(reader.awaitEvents(1))).containsExactly(row);
                }
            }
        }
    }

    @Test
    void whatOneReaderHadReadWasGoneForTheOthers() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient one = new FeedClient(relay).awaitOpened();
                FeedClient other = new FeedClient(relay, one.position(), null).awaitOpened()) {
            // When
            DATABASE.insert(1, 100);

            // Then
            assertThat(one.awaitEvents(100)).isEqualTo(other.awaitEvents(100));
            assertThat(DATABASE.ask("select temporary from pg_replication_slots")).isEqualTo("f");
        }
    }

    @Test
    void theSlotWasConsumedWhileThePublicationWasEmpty() throws Exception {
        // Given
        DATABASE.run("alter publication supabase_realtime drop table harvest");
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            DATABASE.insert(1, 10);

            // When
            DATABASE.run("alter publication supabase_realtime add table harvest");
            DATABASE.insert(11, 20);

            // Then
            assertThat(Writer.told(reader.awaitEvents(10))).containsExactlyElementsOf(rows(11, 20));
            assertThat(reader.gaps()).isEmpty();
        }
    }

    @Test
    void withNothingStoredTheLatestCommitWasTakenForTheFirst() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            relay.kill();

            // When
            DATABASE.insert(1, 5);
            relay.start();

            // Then
            assertThat(Writer.told(reader.awaitEvents(5))).containsExactlyElementsOf(rows(1, 5));
            assertThat(reader.gaps()).isEmpty();
        }
    }

    @Test
    void theSearchForTheResumePositionSkippedRows() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of())) {
            // Given
            List<ChangeEvent> all;
            try (FeedClient reader = new FeedClient(relay).awaitOpened()) {
                DATABASE.insert(1, 4);
                DATABASE.insert(5, 5);
                DATABASE.insert(6, 9);
                all = reader.awaitEvents(9);
            }
            relay.kill();
            relay.start();
            relay.awaitReady();

            for (int seen = 1; seen < all.size(); seen++) {
                // When
                try (FeedClient resumed = after(relay, all.get(seen - 1))) {

                    // Then
                    assertThat(resumed.awaitEvents(9 - seen)).hasSize(9 - seen);
                    assertThat(Writer.told(resumed.events()))
                            .containsExactlyElementsOf(rows(seen + 1, 9));
                    assertThat(resumed.gaps()).isEmpty();
                }
            }
        }
    }

    @Test
    void rowsOfOneLsnWereSkippedAfterARestart() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of())) {
            // Given
            ChangeEvent seen;
            try (FeedClient reader = new FeedClient(relay).awaitOpened()) {
                copy(1, 500);
                seen = reader.awaitEvents(500).get(249);
            }

            // When
            relay.kill();
            relay.start();
            relay.awaitReady();

            // Then
            try (FeedClient resumed = after(relay, seen)) {
                assertThat(Writer.told(resumed.awaitEvents(250)))
                        .containsExactlyElementsOf(rows(251, 500));
            }
        }
    }

    @Test
    void interleavedTransactionsWereTakenForRepeats() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened();
                Connection late = DATABASE.postgres().connect();
                Statement lateStatement = late.createStatement()) {
            // Given
            late.setAutoCommit(false);
            lateStatement.execute("insert into harvest values (1)");
            DATABASE.insert(10, 11);
            lateStatement.execute("insert into harvest values (2)");
            reader.awaitEvents(2);
            relay.kill();
            DATABASE.insert(12, 12);

            // When
            late.commit();
            relay.start();

            // Then
            assertThat(Writer.told(reader.awaitEvents(5))).containsExactly(10L, 11L, 12L, 1L, 2L);
            assertThat(reader.gaps()).isEmpty();
        }
    }

    @Test
    void aReaderThatCameWhileThereWasNoConnection() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of())) {
            // Given
            DATABASE.postgres().stop();
            await().atMost(StoryDatabase.SOON).until(() -> relay.status("/q/health/ready") == 503);

            // When
            try (FeedClient reader = new FeedClient(relay)) {
                DATABASE.postgres().start();
                reader.awaitOpened();
                DATABASE.insert(1, 3);

                // Then
                assertThat(Writer.told(reader.awaitEvents(3))).containsExactly(1L, 2L, 3L);
            }
        }
    }

    @Test
    void afterATruncateTheTableWasForgotten() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // When
            DATABASE.insert(1, 1);
            DATABASE.run("truncate harvest");
            DATABASE.insert(2, 2);

            // Then
            assertThat(reader.awaitEvents(3))
                    .extracting(event -> event.getClass().getSimpleName())
                    .containsExactly("RowInserted", "TableTruncated", "RowInserted");
        }
    }

    @Test
    void onlyTheLastOfSeveralChangesOfARowWasTold() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // When
            DATABASE.run(
                    """
                    begin;
                    insert into harvest values (1, 'in');
                    update harvest set note = 'still in';
                    delete from harvest;
                    insert into harvest values (1, 'in again');
                    commit\
                    """);

            // Then
            assertThat(reader.awaitEvents(4))
                    .extracting(event -> event.getClass().getSimpleName())
                    .containsExactly("RowInserted", "RowUpdated", "RowDeleted", "RowInserted");
        }
    }

    @Test
    void aReaderThatCameLateFoundItsRowsAcknowledged() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient quick = new FeedClient(relay).awaitOpened()) {
            // Given
            ChangePosition start = quick.position();
            DATABASE.insert(1, 50);
            quick.awaitEvents(50);

            // When
            try (FeedClient late = new FeedClient(relay, start, null)) {

                // Then
                assertThat(late.awaitEvents(50)).isEqualTo(quick.events());
                assertThat(late.gaps()).isEmpty();
                assertThat(DATABASE.confirmed())
                        .isLessThanOrEqualTo(quick.events().getFirst().position().lsn());
            }
        }
    }

    private static FeedClient after(RelayProcess relay, ChangeEvent last) {
        return new FeedClient(relay, last.position(), last.committedAt());
    }

    private static List<Long> rows(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    /** By COPY, which writes many rows with one record of the log. */
    private static void copy(long first, long last) throws SQLException, IOException {
        String numbers =
                rows(first, last).stream().map(Object::toString).collect(Collectors.joining("\n"));
        try (Connection superuser = DATABASE.postgres().connect()) {
            superuser
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy harvest (n) from stdin", new StringReader(numbers));
        }
    }
}
