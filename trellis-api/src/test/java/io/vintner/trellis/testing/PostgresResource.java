package io.vintner.trellis.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Starts the PostgreSQL that all tests of one application start share. */
public class PostgresResource implements QuarkusTestResourceLifecycleManager {

    static final String JDBC_URL = "test.postgres.jdbc-url";

    private static final String PRICES =
            """
            {"prices": [
              {"resource": "terraform_data", "when": {"input.size": "large"}, "monthly": 40},
              {"resource": "terraform_data", "monthly": 12.5}
            ]}
            """;

    private LocalPostgres postgres;

    @Override
    public Map<String, String> start() {
        postgres = LocalPostgres.startTemporary();
        return Map.ofEntries(
                Map.entry(JDBC_URL, postgres.jdbcUrl()),
                Map.entry("vintner.profile", "local"),
                Map.entry("vintner.trellis.database.url", postgres.url()),
                Map.entry("vintner.trellis.database.user", "vintner_api"),
                Map.entry("vintner.trellis.database.password", "vintner_api"),
                Map.entry("vintner.trellis.schema.user", "vintner_owner"),
                Map.entry("vintner.trellis.schema.password", "vintner_owner"),
                Map.entry("vintner.trellis.token.jwt-secret", Tokens.SECRET),
                Map.entry("vintner.trellis.encryption.keys", TestKeys.NEW_THEN_OLD),
                Map.entry("vintner.trellis.settings.realtime-url", "http://127.0.0.1:4000"),
                Map.entry("vintner.trellis.prices.file", prices().toString()),
                Map.entry("vintner.trellis.logs.kept", "90d"),
                Map.entry("vintner.trellis.state.kept", "90d"),
                Map.entry("vintner.trellis.state.versions-min", "2"),
                // Verdicts are asked for by the tests that want them.
                Map.entry("vintner.trellis.upkeep.every", "1h"),
                Map.entry("vintner.trellis.upkeep.count-every", "0s"),
                Map.entry("quarkus.http.test-port", "0"));
    }

    @Override
    public void stop() {
        if (postgres != null) {
            postgres.close();
        }
    }

    private static Path prices() {
        try {
            Path file = Files.createTempFile("prices", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(file, PRICES);
        } catch (IOException noTemporaryFile) {
            throw new UncheckedIOException(noTemporaryFile);
        }
    }
}
