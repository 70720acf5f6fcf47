package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayIT {

    @TempDir Path folder;

    @Test
    void aRowThatIsCommittedReachesAReader() throws SQLException, IOException {
        try (LocalPostgres postgres = LocalPostgres.startTemporary()) {
            // Given
            run(postgres, "create table vines (id int primary key, name text)");
            run(postgres, "create publication supabase_realtime for table vines");
            try (RelayProcess relay = RelayProcess.started(postgres, folder, Map.of());
                    FeedClient reader = new FeedClient(relay).awaitOpened()) {
                // When
                run(postgres, "insert into vines values (1, 'north')");

                // Then
                List<ChangeEvent> events = reader.awaitEvents(1);
                assertThat(events).hasSize(1);
            }
        }
    }

    private static void run(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection superuser = postgres.connect();
                var statement = superuser.createStatement()) {
            statement.execute(sql);
        }
    }
}
