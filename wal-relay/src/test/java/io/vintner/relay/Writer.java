package io.vintner.relay;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ColumnValue;
import io.vintner.postgres.LocalPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * Writes numbered rows, some in transactions of several, until told to stop; lives through restarts
 * of the database. A row counts as written once its commit was answered, or found later.
 */
final class Writer implements AutoCloseable {

    static final String TABLE = "create table harvest (n bigint primary key, note text)";
    static final String PUBLICATION = "create publication supabase_realtime for table harvest";

    private final LocalPostgres postgres;
    private final Thread thread;
    private final AtomicLong next = new AtomicLong(1);
    private volatile boolean stopped;

    private Writer(LocalPostgres postgres) {
        this.postgres = postgres;
        this.thread = Thread.ofPlatform().start(this::write);
    }

    static Writer on(LocalPostgres postgres) {
        return new Writer(postgres);
    }

    static void prepare(LocalPostgres postgres) throws SQLException {
        run(postgres, TABLE);
        run(postgres, PUBLICATION);
    }

    static void run(LocalPostgres postgres, String... statements) throws SQLException {
        try (Connection superuser = postgres.connect();
                var statement = superuser.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first value of the first row. */
    static String ask(LocalPostgres postgres, String query) throws SQLException {
        try (Connection superuser = postgres.connect();
                var statement = superuser.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    /** The numbers of the rows in the table, in order of their number. */
    static List<Long> rows(LocalPostgres postgres) throws SQLException {
        try (Connection superuser = postgres.connect();
                var statement = superuser.createStatement();
                var found = statement.executeQuery("select n from harvest order by n")) {
            List<Long> numbers = new java.util.ArrayList<>();
            while (found.next()) {
                numbers.add(found.getLong(1));
            }
            return numbers;
        }
    }

    /** The numbers of the rows that a reader was told of, in the order of telling. */
    static List<Long> told(List<ChangeEvent> events) {
        return events.stream()
                .map(event -> (ChangeEvent.RowInserted) event)
                .map(event -> ((ColumnValue.Present) event.row().value(0)).text())
                .map(Long::valueOf)
                .toList();
    }

    /** Waits until so many more rows were written. */
    void awaitMore(int rows) {
        long goal = next.get() + rows;
        Awaitility.await().atMost(java.time.Duration.ofSeconds(60)).until(() -> next.get() >= goal);
    }

    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    @Override
    public void close() {
        stopped = true;
    }

    private void write() {
        while (!stopped) {
            try (Connection connection = postgres.connect()) {
                continueAfterWhatIsThere(connection);
                connection.setAutoCommit(false);
                while (!stopped) {
                    writeTransaction(connection);
                }
            } catch (SQLException databaseIsAway) {
                Thread.onSpinWait();
            }
        }
    }

    private void continueAfterWhatIsThere(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select coalesce(max(n), 0) from harvest")) {
            row.next();
            next.set(row.getLong(1) + 1);
        }
    }

    private void writeTransaction(Connection connection) throws SQLException {
        long first = next.get();
        long last = first + first % 7;
        try (var insert =
                connection.prepareStatement(
                        "insert into harvest select n, repeat('grape ', 30) from"
                                + " generate_series(?, ?) n")) {
            insert.setLong(1, first);
            insert.setLong(2, last);
            insert.execute();
        }
        connection.commit();
        next.set(last + 1);
    }
}
