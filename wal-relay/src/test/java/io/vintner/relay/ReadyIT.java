package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.FeedMessage;
import io.vintner.change.FeedMessage.Gap.Reason;
import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the relay says when something is missing, and what becomes of its slot. */
class ReadyIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir Path folder;

    @Test
    void withoutThePublicationItSaysWhichStatementToRunAndGoesOnByItself() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary();
                RelayProcess relay = new RelayProcess(postgres, folder, Map.of())) {
            // Given
            Writer.run(postgres, Writer.TABLE);

            // When
            relay.start();

            // Then
            awaitAdvice(relay, "create publication supabase_realtime");
            assertThat(relay.status("/q/health/live")).isEqualTo(200);
            assertThat(feed(relay).statusCode()).isEqualTo(503);
            assertThat(feed(relay).body()).contains("\"code\":\"not-streaming\"");
            assertThat(slots(postgres)).isEmpty();
            Writer.run(postgres, Writer.PUBLICATION);
            relay.awaitReady();
        }
    }

    @Test
    void withoutTheRightToReplicateItSaysHowToGrantIt() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary();
                RelayProcess relay = new RelayProcess(postgres, folder, Map.of())) {
            // Given
            Writer.prepare(postgres);
            Writer.run(postgres, "alter role vintner_relay noreplication");

            // When
            relay.start();

            // Then
            awaitAdvice(relay, "alter role vintner_relay replication");
        }
    }

    @Test
    void withoutLogicalWalItSaysHowToSetIt() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary(Map.of("wal_level", "replica"));
                RelayProcess relay = new RelayProcess(postgres, folder, Map.of())) {
            // Given
            Writer.prepare(postgres);

            // When
            relay.start();

            // Then
            awaitAdvice(relay, "wal_level");
        }
    }

    @Test
    void onAnotherAddressThanLoopbackItRefusesToStart() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary();
                RelayProcess relay =
                        new RelayProcess(
                                postgres, folder, Map.of("VINTNER_RELAY_HOST", "0.0.0.0"))) {
            // When
            relay.start();

            // Then
            assertThat(relay.exitCode()).isNotZero();
            assertThat(relay.log()).contains("the local profile binds 127.0.0.1 only");
        }
    }

    @Test
    void leftOverSlotsAreDroppedAndTheNewestIsKept() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary()) {
            // Given
            Writer.prepare(postgres);
            Writer.run(
                    postgres,
                    "select pg_create_logical_replication_slot('vintner_7', 'pgoutput')",
                    "select pg_create_logical_replication_slot('vintner_12', 'pgoutput')",
                    "select pg_create_logical_replication_slot('foreign_1', 'pgoutput')");

            // When
            try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of())) {

                // Then
                assertThat(slots(postgres)).containsExactly("foreign_1", "vintner_12");
                assertThat(relay.log()).contains("left-over replication slot slot=vintner_7");
            }
        }
    }

    @Test
    void aSlotThatWasDroppedIsReplacedAndReadersAreToldOfAGap() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary()) {
            Writer.prepare(postgres);
            try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                    FeedClient reader = new FeedClient(relay).awaitOpened()) {
                // Given
                String slot = slots(postgres).getFirst();

                // When
                await().atMost(SOON).until(() -> dropped(postgres, slot));
                await().atMost(SOON).until(() -> !reader.gaps().isEmpty());
                Writer.run(postgres, "insert into harvest values (1)");

                // Then
                assertThat(Writer.told(reader.awaitEvents(1))).containsExactly(1L);
                assertThat(reader.gaps())
                        .extracting(FeedMessage.Gap::reason)
                        .containsExactly(Reason.OTHER_GENERATION);
                assertThat(slots(postgres)).hasSize(1).doesNotContain(slot);
            }
        }
    }

    /** Before version 18 the slot cannot pass a place where the publication is missing. */
    @Test
    void aPublicationThatWasMadeAnewIsServedOnOrThereIsAGap() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary()) {
            Writer.prepare(postgres);
            try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                    FeedClient reader = new FeedClient(relay).awaitOpened()) {
                // Given
                Writer.run(
                        postgres,
                        "drop publication supabase_realtime",
                        "insert into harvest values (1)");

                // When
                Writer.run(postgres, Writer.PUBLICATION, "insert into harvest values (2)");

                // Then
                await().atMost(SOON)
                        .until(() -> !reader.events().isEmpty() || !reader.gaps().isEmpty());
                Writer.run(postgres, "insert into harvest values (3)");
                await().atMost(SOON).until(() -> Writer.told(reader.events()).contains(3L));
                List<Long> told = Writer.told(reader.events());
                if (reader.gaps().isEmpty()) {
                    assertThat(told).containsExactly(2L, 3L);
                } else {
                    assertThat(told).isSubsetOf(2L, 3L).doesNotHaveDuplicates();
                }
            }
        }
    }

    private static boolean dropped(LocalPostgres postgres, String slot) {
        try {
            Writer.run(
                    postgres,
                    "select pg_terminate_backend(active_pid) from pg_replication_slots where"
                            + " active",
                    "select pg_drop_replication_slot('" + slot + "')");
            return true;
        } catch (SQLException stillActive) {
            return false;
        }
    }

    private static void awaitAdvice(RelayProcess relay, String advice) {
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> relay.get("/q/health/ready").body().contains(advice));
        assertThat(relay.status("/q/health/ready")).isEqualTo(503);
        assertThat(relay.log()).contains(advice);
    }

    private static java.net.http.HttpResponse<String> feed(RelayProcess relay) throws IOException {
        return relay.get("/feed/v1/changes", "Authorization", "Bearer " + RelayProcess.SECRET);
    }

    private static List<String> slots(LocalPostgres postgres) throws SQLException {
        try (Connection superuser = postgres.connect();
                var statement = superuser.createStatement();
                var rows =
                        statement.executeQuery(
                                "select slot_name from pg_replication_slots order by 1")) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }
}
