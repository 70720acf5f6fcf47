package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.FeedMessage.Gap.Reason;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What PostgreSQL 14 does not tell of partitions, or tells wrongly, is a gap and never silence. */
class PartitionFaultsIT {

    @RegisterExtension static final StoryDatabase DATABASE = new StoryDatabase();

    private static final String DATED_TABLE =
            "create table dated (id bigint primary key, name text)";
    private static final String ATTACH =
            "alter table root attach partition dated for values from (100) to (200)";

    @BeforeEach
    void makeTheTables() throws SQLException {
        DATABASE.onlyBefore(15, "the walsender forgets what it knew of partitions");
        DATABASE.run(
                "drop table if exists root, dated",
                "create table root (id bigint primary key, name text) partition by range (id)",
                "create table low partition of root for values from (0) to (100)",
                "alter publication supabase_realtime add table root");
    }

    @Test
    void aTableThatIsAttachedAfterItWasWrittenToIsAGapAndThenTold() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            DATABASE.run(DATED_TABLE, "insert into dated values (100)");

            // When
            DATABASE.run(ATTACH, "insert into dated values (101)");

            // Then
            awaitGap(reader);
            DATABASE.run("insert into dated values (102)");
            assertThat(Writer.told(reader.awaitEvents(1))).containsExactly(102L);
        }
    }

    @Test
    void aTableThatIsMadeWrittenToAndAttachedAtOnceIsAGap() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // When
            DATABASE.run(
                    "begin; %s; insert into dated values (100); %s; insert into dated values (101); commit"
                            .formatted(DATED_TABLE, ATTACH));

            // Then
            awaitGap(reader);
        }
    }

    @Test
    void aTableThatIsAttachedWhileNoRelayRunsIsAGap() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // Given
            DATABASE.insert(1, 1);
            reader.awaitEvents(1);
            relay.kill();

            // When
            DATABASE.run(DATED_TABLE, "insert into dated values (100)", ATTACH);
            relay.start();

            // Then
            awaitGap(reader);
        }
    }

    @Test
    void aTableThatIsMadeAsAPartitionIsToldWithoutAGap() throws Exception {
        try (RelayProcess relay = DATABASE.relay(Map.of("VINTNER_RELAY_WINDOW_AGE_MAX", "1S"));
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // When
            DATABASE.run(
                    "create table dated partition of root for values from (100) to (200)"
                            + " partition by list (id)",
                    "create table others partition of dated default",
                    "insert into root values (101)");
            long row = reader.awaitEvents(1).getFirst().position().lsn();

            // Then
            await().atMost(StoryDatabase.SOON)
                    .until(() -> {
                        DATABASE.run("insert into elsewhere values (1)");
                        return DATABASE.confirmed() > row;
                    });
            assertThat(reader.gaps()).isEmpty();
            assertThat(Writer.told(reader.events())).containsExactly(101L);
        }
    }

    @Test
    void aPartitionWithItsColumnsAtOtherPlacesIsNotToldUnderItsRoot() throws Exception {
        // Given
        tellUnderTheRoot(true);
        try (RelayProcess relay = DATABASE.relay(Map.of());
                FeedClient reader = new FeedClient(relay).awaitOpened()) {
            // When
            DATABASE.run(
                    "alter table root drop column name", "alter table root add column name text");
            DATABASE.run("create table dated partition of root for values from (100) to (200)");

            // Then
            await().atMost(StoryDatabase.SOON)
                    .until(() ->
                            relay.get("/q/health/ready")
                                    .body()
                                    .contains("rows of partitions wrongly"));
            await().atMost(StoryDatabase.SOON)
                    .until(() -> relay.log().contains("the rows of partition dated wrongly"));

            // When
            tellUnderTheRoot(false);

            // Then
            awaitGap(reader);
            DATABASE.run("insert into root values (101)");
            assertThat(Writer.told(reader.awaitEvents(1))).containsExactly(101L);
        }
    }

    private static void tellUnderTheRoot(boolean root) throws SQLException {
        DATABASE.run(
                "alter publication supabase_realtime set (publish_via_partition_root = %b)"
                        .formatted(root));
    }

    private static void awaitGap(FeedClient reader) {
        await().atMost(StoryDatabase.SOON).until(() -> !reader.gaps().isEmpty());
        assertThat(reader.gaps())
                .allSatisfy(gap -> assertThat(gap.reason()).isEqualTo(Reason.OTHER_GENERATION));
    }
}
