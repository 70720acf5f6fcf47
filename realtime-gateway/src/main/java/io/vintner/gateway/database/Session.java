package io.vintner.gateway.database;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * One connection to PostgreSQL. Statements sent without waiting are run in the order in which they
 * were sent. After any doubt it is closed, never used again. Whatever waits is to be called on a
 * virtual thread.
 */
public final class Session implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Session.class);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

    private final PgConnection connection;
    private volatile boolean open = true;

    Session(PgConnection connection) {
        this.connection = connection;
        connection.closeHandler(_ -> open = false);
    }

    /** Whether the connection still stands, as far as known. */
    public boolean isOpen() {
        return open;
    }

    /** Sends statements without parameters, without waiting for the answer. */
    public Future<RowSet<Row>> send(String sql) {
        return connection.query(sql).execute();
    }

    /** Sends one prepared statement, without waiting for the answer. */
    public Future<RowSet<Row>> send(String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters);
    }

    /** Has a statement prepared, without waiting until it is. It lasts as long as the session. */
    public Future<PreparedStatement> prepare(String sql) {
        return connection.prepare(sql);
    }

    /**
     * Waits for an answer.
     *
     * @throws PgException if PostgreSQL refused the statement
     * @throws DatabaseAwayException if there is no answer, for whatever reason
     */
    public static <T> T await(Future<T> answer, Duration max) throws DatabaseAwayException {
        try {
            return answer.toCompletionStage()
                    .toCompletableFuture()
                    .get(max.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof PgException refusal && !endsSession(refusal)) {
                throw refusal;
            }
            throw new DatabaseAwayException("no answer from PostgreSQL", failure.getCause());
        } catch (TimeoutException late) {
            throw new DatabaseAwayException("no answer from PostgreSQL within " + max, late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new DatabaseAwayException("interrupted while waiting for PostgreSQL", stopped);
        }
    }

    /** Class 57P (shutdown, crash, starting up), 08 (connection), 53300 (too many connections). */
    private static boolean endsSession(PgException refusal) {
        String state = refusal.getSqlState();
        return state != null
                && (state.startsWith("57P") || state.startsWith("08") || state.equals("53300"));
    }

    /** Ends the connection, and waits for that, though not for long: who stops does so after it. */
    @Override
    public void close() {
        open = false;
        connection
                .close()
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(null, CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    LOG.debugf("close failed, error=%s", failure.getMessage());
                    return null;
                })
                .join();
    }
}
