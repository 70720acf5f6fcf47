package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.ChangePosition;
import io.vintner.postgres.LocalPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message that the relay does not know: it stops, says so, and nothing is lost. */
class UnknownMessageIT {

    @TempDir Path folder;
    private LocalPostgres postgres;

    @BeforeEach
    void startTheDatabase() throws Exception {
        postgres = LocalPostgres.startTemporary();
        Writer.prepare(postgres);
    }

    @AfterEach
    void stopTheDatabase() {
        postgres.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "53 0000000A 01 | unknown tag 'S'",
                "62 0000000000000001 | unknown tag 'b'",
                "49 00004000 4E 0001 62 00000001 01 | unknown value 'b'",
                "49 00004000 | 'I' cut short",
            })
    void itStopsWithAdviceAndAnUpgradedOneGoesOn(String message, String complaint)
            throws Exception {
        try (ForgingLink link = new ForgingLink(postgres.port());
                RelayProcess relay = RelayProcess.started(postgres, folder, through(link))) {
            // Given
            ChangePosition before;
            try (FeedClient reader = new FeedClient(relay).awaitOpened()) {
                Writer.run(postgres, "insert into harvest values (1)");
                before = reader.awaitEvents(1).getFirst().position();

                // When
                link.forge(message);
                Writer.run(postgres, "insert into harvest values (2)");

                // Then
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> relay.get("/q/health/ready").body().contains("stopped"));
                assertThat(relay.get("/q/health/ready").body())
                        .contains(complaint, "upgrade the relay");
                assertThat(relay.log()).contains("the relay has stopped", complaint);
                assertThat(relay.status("/q/health/ready")).isEqualTo(503);
                assertThat(relay.status("/q/health/live")).isEqualTo(200);
                assertThat(reader.events()).hasSize(1);
                assertThat(reader.gaps()).isEmpty();
            }

            // When
            link.passOn();
            relay.kill();
            relay.start();
            relay.awaitReady();

            // Then
            try (FeedClient reader = new FeedClient(relay, before, null)) {
                assertThat(Writer.told(reader.awaitEvents(1))).containsExactly(2L);
                assertThat(reader.gaps()).isEmpty();
            }
        }
    }

    private static Map<String, String> through(ForgingLink link) {
        return Map.of("VINTNER_RELAY_DATABASE_URL", link.jdbcUrl());
    }
}
