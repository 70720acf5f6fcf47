package io.vintner.gateway.database;

import io.smallrye.config.Secret;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vintner.change.ValueForm;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Opens connections as the gateway's role. All of them print values in the same way, whatever the
 * server's defaults are, and find nothing without its schema: what PostgreSQL deparses for them is
 * fully qualified. Thread-safe.
 */
@ApplicationScoped
public class Database {

    /** Beside {@link ValueForm#SETTINGS}. */
    private static final Map<String, String> SESSION =
            Map.of("application_name", "vintner-gateway", "search_path", "");

    /** Policies can be long; all of them are worth preparing once. */
    private static final int STATEMENT_LENGTH_MAX = 1 << 20;

    private final Vertx vertx;
    private final DatabaseConfig config;

    public Database(Vertx vertx, DatabaseConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /** As whom it connects. */
    public String role() {
        return config.user();
    }

    /**
     * Opens a connection; the caller closes it.
     *
     * @throws DatabaseAwayException if none can be opened in time
     */
    public Session open() throws DatabaseAwayException {
        return open(Map.of());
    }

    /**
     * As {@link #open()}; no statement may run for longer than that there.
     *
     * @throws DatabaseAwayException if none can be opened in time
     */
    public Session open(Duration statementMax) throws DatabaseAwayException {
        return open(Map.of("statement_timeout", Long.toString(statementMax.toMillis())));
    }

    private Session open(Map<String, String> more) throws DatabaseAwayException {
        Map<String, String> settings = new HashMap<>(ValueForm.SETTINGS);
        settings.putAll(SESSION);
        settings.putAll(more);
        PgConnectOptions options =
                PgConnectOptions.fromUri(config.url())
                        .setUser(config.user())
                        .setCachePreparedStatements(true)
                        .setPreparedStatementCacheSqlLimit(STATEMENT_LENGTH_MAX)
                        .setProperties(settings);
        config.password().map(Secret::get).ifPresent(options::setPassword);
        return new Session(
                Session.await(PgConnection.connect(vertx, options), config.connectMax()));
    }
}
