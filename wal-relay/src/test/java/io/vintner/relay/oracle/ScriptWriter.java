package io.vintner.relay.oracle;

import io.vintner.postgres.LocalPostgres;
import io.vintner.relay.oracle.CommittedModel.Change;
import io.vintner.relay.oracle.Workload.Effect;
import io.vintner.relay.oracle.Workload.Step;
import io.vintner.relay.oracle.Workload.Target;
import io.vintner.relay.oracle.Workload.Transaction;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Plays scripts on a connection of its own, and tells the model what it does. It lives through
 * restarts of the database. Used by one thread; may be closed by another.
 */
final class ScriptWriter implements AutoCloseable {

    private static final int RETRY_MILLIS = 20;
    private static final String CONNECTION_FAILURE = "08";
    private static final String OPERATOR_INTERVENTION = "57";
    private static final String DEADLOCK = "40P01";

    private final LocalPostgres postgres;
    private final CommittedModel model;
    private final AtomicInteger played;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Connection connection;

    /**
     * @param played counts transactions, whatever became of them
     */
    ScriptWriter(LocalPostgres postgres, CommittedModel model, AtomicInteger played) {
        this.postgres = postgres;
        this.model = model;
        this.played = played;
    }

    void play(List<Transaction> script) throws InterruptedException {
        for (Transaction transaction : script) {
            int tries = 0;
            boolean done = false;
            while (!done && closed.getCount() > 0) {
                done = play(transaction, transaction.id() + "n" + tries++);
            }
            played.incrementAndGet();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    /** Whether the transaction is over, be it that it has failed and need not be tried again. */
    private boolean play(Transaction transaction, String id) throws InterruptedException {
        Connection sql = connected();
        try {
            List<Change> changes = new ArrayList<>();
            Map<String, Integer> savepoints = new HashMap<>();
            try (Statement statement = sql.createStatement()) {
                for (Step step : transaction.steps()) {
                    play(step, statement, changes, savepoints);
                }
                changes.add(writeLedger(statement, id, changes.size()));
            }
            if (!transaction.commits()) {
                sql.rollback();
                return true;
            }
            model.attempts(id, changes);
            sql.commit();
            model.hasCommitted(id);
            return true;
        } catch (SQLException failure) {
            requireLikely(transaction, failure);
            rollBack(sql);
            return !transaction.insists() || isInLedger(id);
        }
    }

    private static void play(
            Step step, Statement statement, List<Change> changes, Map<String, Integer> savepoints)
            throws SQLException {
        switch (step) {
            case Step.Rows(String sql, Effect effect, Target target) -> {
                try (ResultSet rows = statement.executeQuery(sql)) {
                    while (rows.next()) {
                        changes.addAll(changes(effect, target, row(rows)));
                    }
                }
            }
            case Step.Truncate(String sql, List<String> told) -> {
                statement.execute(sql);
                told.forEach(table -> changes.add(Change.truncation(table)));
            }
            case Step.Silent(String sql) -> statement.execute(sql);
            case Step.Savepoint(String name) -> {
                statement.execute("savepoint " + name);
                savepoints.put(name, changes.size());
            }
            case Step.RollBackTo(String name) -> {
                statement.execute("rollback to savepoint " + name);
                changes.subList(savepoints.get(name), changes.size()).clear();
            }
        }
    }

    private static List<Change> changes(
            Effect effect, Target target, Map<String, @Nullable String> row) {
        return switch (effect) {
            case INSERT -> List.of(change(Told.Kind.INSERT, target, row));
            case UPDATE -> List.of(change(Told.Kind.UPDATE, target, row));
            case DELETE -> List.of(change(Told.Kind.DELETE, target, row));
            case MOVE -> {
                Map<String, @Nullable String> old = new HashMap<>(row);
                old.put("part", "0".equals(row.get("part")) ? "1" : "0");
                yield List.of(
                        change(Told.Kind.DELETE, target, old),
                        change(Told.Kind.INSERT, target, row));
            }
        };
    }

    private static Change change(Told.Kind kind, Target target, Map<String, @Nullable String> row) {
        String table =
                target.byLeaf()
                        ? RandomTable.leaf(target.table(), row.get("part"))
                        : target.table();
        return new Change(kind, table, row);
    }

    private static Change writeLedger(Statement statement, String id, int changes)
            throws SQLException {
        String sql =
                """
                insert into oracle.ledger values ('%s', pg_current_xact_id()::text::bigint, %d) returning *\
                """
                        .formatted(id, changes);
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return new Change(Told.Kind.INSERT, RandomSchema.LEDGER, row(rows));
        }
    }

    /** The row's values as PostgreSQL writes them. */
    static Map<String, @Nullable String> row(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        Map<String, @Nullable String> row = new HashMap<>();
        for (int index = 1; index <= columns.getColumnCount(); index++) {
            row.put(columns.getColumnName(index), rows.getString(index));
        }
        return row;
    }

    private boolean isInLedger(String id) throws InterruptedException {
        while (closed.getCount() > 0) {
            try (Statement statement = connected().createStatement();
                    ResultSet found =
                            statement.executeQuery(
                                    "select 1 from oracle.ledger where tx = '%s'".formatted(id))) {
                return found.next();
            } catch (SQLException away) {
                rollBack(connected());
            }
        }
        return true;
    }

    private static void rollBack(Connection sql) {
        try {
            sql.rollback();
        } catch (SQLException broken) {
            try {
                sql.close();
            } catch (SQLException closed) {
                throw new IllegalStateException(closed);
            }
        }
    }

    /** A transaction may fail because the database ends, or in a deadlock; it has no mistakes. */
    private static void requireLikely(Transaction transaction, SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        boolean likely =
                state.startsWith(CONNECTION_FAILURE)
                        || state.startsWith(OPERATOR_INTERVENTION)
                        || state.equals(DEADLOCK);
        if (!likely) {
            throw new AssertionError("the plan has a mistake: " + transaction, failure);
        }
    }

    /** A connection; waits until the database is there. */
    private Connection connected() throws InterruptedException {
        while (true) {
            try {
                if (connection == null || connection.isClosed()) {
                    connection = connect();
                }
                return connection;
            } catch (SQLException away) {
                if (closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new InterruptedException("closed");
                }
            }
        }
    }

    /** Values are wanted as text: pgoutput sends them so. */
    private Connection connect() throws SQLException {
        Connection opened =
                DriverManager.getConnection(
                        postgres.jdbcUrl() + "?binaryTransfer=false",
                        LocalPostgres.SUPERUSER,
                        LocalPostgres.SUPERUSER);
        opened.setAutoCommit(false);
        return opened;
    }
}
