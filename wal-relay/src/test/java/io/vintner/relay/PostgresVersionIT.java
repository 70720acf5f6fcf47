package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.postgres.LocalPostgres;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Which PostgreSQL the tests of this run are about. */
class PostgresVersionIT {

    @Test
    void theServerIsOfTheVersionAskedFor() throws SQLException {
        // Given
        String asked = System.getProperty("vintner.postgres.version", "");

        // When
        String runs;
        try (LocalPostgres postgres = LocalPostgres.startTemporary()) {
            runs = postgres.version();
        }

        // Then
        assertThat(asked).startsWith(runs + ".");
    }
}
