package io.vintner.trellis.database;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection, mostly in a transaction, on which tables ask their statements; blocks the calling
 * (virtual) thread.
 *
 * <p>Not thread-safe; valid only while the work that it was lent to runs. Every method throws
 * {@link StatementFailedException} when PostgreSQL refused the statement and {@link
 * DatabaseUnavailableException} when it could not be asked.
 */
public final class Session {

    private final SqlConnection connection;
    private final Duration wait;

    Session(SqlConnection connection, Duration wait) {
        this.connection = connection;
        this.wait = wait;
    }

    /** All rows that {@code sql} answers, in its order. */
    public <T> List<T> list(String sql, Function<Row, T> read, @Nullable Object... parameters) {
        List<T> items = new ArrayList<>();
        for (Row row : execute(sql, parameters)) {
            items.add(read.apply(row));
        }
        return items;
    }

    /** The first row, if there is one. */
    public <T> Optional<T> find(String sql, Function<Row, T> read, @Nullable Object... parameters) {
        var rows = execute(sql, parameters).iterator();
        return rows.hasNext() ? Optional.of(read.apply(rows.next())) : Optional.empty();
    }

    /** The row of a statement that always answers one. */
    public <T> T get(String sql, Function<Row, T> read, @Nullable Object... parameters) {
        return find(sql, read, parameters)
                .orElseThrow(() -> new IllegalStateException("the statement answered no row"));
    }

    /** The number of rows that a changing statement touched. */
    public int change(String sql, @Nullable Object... parameters) {
        return execute(sql, parameters).rowCount();
    }

    private RowSet<Row> execute(String sql, @Nullable Object... parameters) {
        try {
            return connection
                    .preparedQuery(sql)
                    .execute(Tuple.from(java.util.Arrays.asList(parameters)))
                    .await()
                    .atMost(wait);
        } catch (RuntimeException failure) {
            throw DatabaseFailures.of(failure);
        }
    }
}
