package io.vintner.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresIT {

    @TempDir Path folder;

    @Test
    void commitsAreDurableAndTheWalIsLogical() throws SQLException {
        // Given
        try (LocalPostgres postgres = LocalPostgres.startTemporary();
                Connection superuser = postgres.connect()) {

            // When
            String settings =
                    text(
                            superuser,
                            """
                            select concat_ws(' ', current_setting('fsync'),
                              current_setting('synchronous_commit'), current_setting('wal_level'),
                              current_setting('listen_addresses'))
                            """);

            // Then
            assertThat(settings).isEqualTo("on on logical 127.0.0.1");
        }
    }

    @Test
    void committedRowsOutliveAStopAndAKill() throws SQLException {
        // Given
        try (LocalPostgres postgres = LocalPostgres.start(folder, 0, Map.of())) {
            int port = postgres.port();
            run(postgres, "create table kept (id int); insert into kept values (1)");

            // When
            postgres.stop();
            postgres.start();
            run(postgres, "insert into kept values (2)");
            postgres.kill();
            postgres.start();

            // Then
            try (Connection superuser = postgres.connect()) {
                assertThat(
                                text(
                                        superuser,
                                        "select string_agg(id::text, ',' order by id) from kept"))
                        .isEqualTo("1,2");
            }
            assertThat(postgres.port()).isEqualTo(port);
        }
    }

    @Test
    void aRoleMustProveItsPassword() {
        try (LocalPostgres postgres = LocalPostgres.startTemporary()) {
            assertThatThrownBy(() -> postgres.connect("vintner_relay", "wrong").close())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    private static void run(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection superuser = postgres.connect();
                var statement = superuser.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
