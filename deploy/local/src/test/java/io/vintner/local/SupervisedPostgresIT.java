package io.vintner.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.local.process.LocalPort;
import io.vintner.postgres.ReservedPort;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedPostgresIT {

    @TempDir Path folder;

    private final List<String> news = new CopyOnWriteArrayList<>();

    @Test
    void aKilledServerIsStartedAgainWithWhatWasCommitted() throws Exception {
        // Given
        try (SupervisedPostgres postgres =
                SupervisedPostgres.start(settings(), InstantSource.system(), news::add)) {
            execute(postgres, "create table kept (id int); insert into kept values (1)");
            ProcessHandle before = postgres.process();

            // When
            before.destroyForcibly();

            // Then
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .untilAsserted(() -> execute(postgres, "insert into kept values (2)"));
            assertThat(postgres.process()).isNotEqualTo(before);
            assertThat(news).first().asString().startsWith("PostgreSQL ended and starts again");
        }
    }

    @Test
    void itsCommitsAreDurableAndItsLogLiesWithTheOthers() throws Exception {
        // Given
        LocalSettings settings = settings();
        try (SupervisedPostgres postgres =
                        SupervisedPostgres.start(settings, InstantSource.system(), news::add);
                Connection superuser = postgres.connect();
                var statement = superuser.createStatement()) {

            // When
            var row =
                    statement.executeQuery(
                            """
                            select concat_ws(' ', current_setting('synchronous_commit'),
                              current_setting('fsync'), current_setting('listen_addresses'))
                            """);
            row.next();

            // Then
            assertThat(row.getString(1)).isEqualTo("on on 127.0.0.1");
            assertThat(settings.logsFolder().resolve("postgres.log")).exists();
        }
        assertThat(news).isEmpty();
    }

    private static void execute(SupervisedPostgres postgres, String sql) throws SQLException {
        try (Connection superuser = postgres.connect();
                var statement = superuser.createStatement()) {
            statement.execute(sql);
        }
    }

    private LocalSettings settings() throws Exception {
        LocalPorts usual = LocalPorts.of(java.util.Map.of());
        LocalPort postgres = new LocalPort("PostgreSQL", "-", ReservedPort.take());
        return new LocalSettings(
                folder,
                folder.resolve("data"),
                new LocalPorts(postgres, usual.relay(), usual.gateway(), usual.trellis()),
                LocalSettings.PUBLISHED_JWT_SECRET,
                false);
    }
}
