package io.vintner.local.oracle;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes random transactions on rows of its own, and lives through restarts of the database. Used
 * by one thread at a time.
 */
final class RandomWriter {

    /** Most ids of a seed are below. */
    static final long IDS_MAX = 3_000;

    private static final int RETRY_MILLIS = 50;
    private static final int PAUSE_MILLIS_MAX = 40;

    private final String name;
    private final OracleDatabase database;
    private final List<OracleTable> tables;
    private final Random chance;
    private final int step;
    private final CountDownLatch closed;
    private Map<OracleTable, List<Row>> rows = new HashMap<>();
    private @Nullable Connection connection;
    private long next;
    private int count;

    /** A transaction in the making. */
    private record Draft(
            Statement statement, Map<OracleTable, List<Row>> rows, List<Change> changes) {}

    /**
     * @param number of this writer, below {@code step}, the number of writers
     * @param closed opened when no more is to be written
     */
    RandomWriter(
            int number,
            int step,
            OracleDatabase database,
            List<OracleTable> tables,
            Random chance,
            CountDownLatch closed) {
        this.name = "w" + number;
        this.next = number;
        this.step = step;
        this.database = database;
        this.tables = tables;
        this.chance = chance;
        this.closed = closed;
        tables.forEach(table -> rows.put(table, new ArrayList<>()));
    }

    /** Writes until it is closed. */
    void run() throws InterruptedException {
        while (!closed.await(chance.nextInt(PAUSE_MILLIS_MAX), TimeUnit.MILLISECONDS)) {
            write();
        }
        disconnect();
    }

    private void write() throws InterruptedException {
        Connection sql = connected();
        if (sql == null) {
            return;
        }
        String id = "%s-%d".formatted(name, count++);
        Map<OracleTable, List<Row>> draft = new HashMap<>();
        rows.forEach((table, own) -> draft.put(table, new ArrayList<>(own)));
        try (Statement statement = sql.createStatement()) {
            List<Change> changes = new ArrayList<>();
            fill(sql, new Draft(statement, draft, changes));
            if (chance.nextInt(7) == 0) {
                sql.rollback();
                return;
            }
            database.enter(statement, id, changes);
            sql.commit();
            database.hasCommitted(id);
            rows = draft;
        } catch (SQLException away) {
            requireAway(away);
            disconnect();
            if (wasCommitted(id)) {
                rows = draft;
            }
        }
    }

    private void fill(Connection sql, Draft draft) throws SQLException {
        int statements = chance.nextInt(12) == 0 ? 40 : 1 + chance.nextInt(4);
        for (int index = 0; index < statements; index++) {
            if (chance.nextInt(15) == 0) {
                Savepoint before = sql.setSavepoint();
                Map<OracleTable, List<Row>> undone = new HashMap<>();
                draft.rows().forEach((table, own) -> undone.put(table, new ArrayList<>(own)));
                change(new Draft(draft.statement(), undone, new ArrayList<>()));
                sql.rollback(before);
            }
            change(draft);
        }
    }

    private void change(Draft draft) throws SQLException {
        OracleTable table = tables.get(chance.nextInt(tables.size()));
        List<Row> own = draft.rows().get(table);
        if (own == null) {
            throw new IllegalStateException("no rows of " + table);
        }
        int dice = own.isEmpty() ? 0 : chance.nextInt(own.size() > 40 ? 30 : 20);
        Row before = own.isEmpty() ? null : own.get(chance.nextInt(own.size()));
        if (before == null || dice < 8) {
            Row after = fresh(identity());
            execute(draft, insert(table, after));
            own.add(after);
            draft.changes().add(new Change(table, null, after));
        } else if (dice < 16) {
            Row after =
                    switch (dice) {
                        case 8, 9 -> before.withId(identity(), identity());
                        case 10, 11 -> fresh(before.id());
                        default -> touched(before);
                    };
            execute(
                    draft,
                    "update public.%s set (id, owner, team, kind, number, version) = (%s) where id = %d"
                            .formatted(table.name(), sql(after), before.id()));
            own.set(own.indexOf(before), after);
            draft.changes().add(new Change(table, before, after));
        } else {
            execute(
                    draft,
                    "delete from public.%s where id = %d".formatted(table.name(), before.id()));
            own.remove(before);
            draft.changes().add(new Change(table, before, null));
        }
    }

    private static void execute(Draft draft, String sql) throws SQLException {
        if (draft.statement().executeUpdate(sql) != 1) {
            throw new IllegalStateException("the writer does not know its rows: " + sql);
        }
    }

    /** A number that no other id or version is. */
    private long identity() {
        next += step;
        return next;
    }

    private Row fresh(long id) {
        return new Row(
                id,
                People.anyUser(chance),
                People.anyTeam(chance),
                People.anyKind(chance),
                chance.nextInt(5) == 0 ? null : chance.nextInt(10),
                identity());
    }

    /** The same row in the same hands. */
    private Row touched(Row row) {
        return new Row(
                row.id(),
                row.owner(),
                row.team(),
                chance.nextInt(4) == 0 ? People.anyKind(chance) : row.kind(),
                chance.nextInt(10),
                identity());
    }

    static String insert(OracleTable table, Row row) {
        return "insert into public.%s values (%s)".formatted(table.name(), sql(row));
    }

    private static String sql(Row row) {
        return "%d, '%s', '%s', '%s', %s, %d"
                .formatted(
                        row.id(), row.owner(), row.team(), row.kind(), row.number(), row.version());
    }

    /** Waits until the database can say so. */
    private boolean wasCommitted(String id) throws InterruptedException {
        while (true) {
            try (Connection sql = database.connect();
                    Statement statement = sql.createStatement()) {
                return database.isInLedger(statement, id);
            } catch (SQLException away) {
                requireAway(away);
                if (closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
        }
    }

    private @Nullable Connection connected() throws InterruptedException {
        try {
            if (connection == null) {
                connection = database.connect();
                connection.setAutoCommit(false);
            }
            return connection;
        } catch (SQLException away) {
            requireAway(away);
            connection = null;
            closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
            return null;
        }
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException broken) {
                requireAway(broken);
            }
        }
    }

    /** The database may be away; the statements have no mistakes. */
    static void requireAway(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        if (!state.startsWith("08") && !state.startsWith("57")) {
            throw new IllegalStateException("a statement of the oracle has failed", failure);
        }
    }
}
