package io.vintner.relay.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.postgres.LocalPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The database as the judge: its tables, and the order of its commits, which a slot of the test's
 * own tells, read by nothing of the relay.
 */
final class OracleDatabase {

    private final LocalPostgres postgres;

    OracleDatabase(LocalPostgres postgres) {
        this.postgres = postgres;
    }

    /** Makes everything anew; no relay may run. */
    void prepare(RandomSchema schema) throws SQLException {
        dropSlots("%");
        try (Connection superuser = postgres.connect();
                Statement statement = superuser.createStatement()) {
            for (String sql : schema.statements()) {
                statement.execute(sql);
            }
            statement.execute("select pg_create_logical_replication_slot('witness', 'pgoutput')");
        }
    }

    /** Drops the relay's slot; no relay may run. */
    void dropSlot() throws SQLException {
        dropSlots("vintner%");
    }

    /** Something happens in the log that no reader is told of, as in any database in use. */
    void tick() throws SQLException {
        try (Connection superuser = postgres.connect();
                Statement statement = superuser.createStatement()) {
            statement.execute("select pg_logical_emit_message(false, 'tick', '')");
        }
    }

    /** The transactions of the ledger, in the order of their commits. */
    List<String> committed() throws SQLException {
        String sql =
                """
                select l.tx from pg_logical_slot_peek_binary_changes('witness', null, null,
                       'proto_version', '1', 'publication_names', 'supabase_realtime')
                       with ordinality as c (lsn, xid, data, nr)
                  join oracle.ledger l on l.xid::text = c.xid::text
                 where get_byte(c.data, 0) = ascii('C') order by c.nr
                """;
        try (Connection superuser = postgres.connect();
                Statement statement = superuser.createStatement()) {
            List<String> transactions = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    transactions.add(rows.getString(1));
                }
            }
            try (ResultSet count = statement.executeQuery("select count(*) from oracle.ledger")) {
                count.next();
                assertThat(transactions).as("the witness knows all").hasSize(count.getInt(1));
            }
            return transactions;
        }
    }

    /** Checks that a reader knows every row with every value, and no other row. */
    void verify(List<ReaderTable> known, RandomSchema schema) throws SQLException {
        Map<String, List<ReaderTable>> byName = new TreeMap<>();
        for (RandomTable table : schema.tables()) {
            List<String> names = List.of(table.name(), table.leaf(0), table.leaf(1));
            byName.put(
                    table.sqlName(),
                    known.stream().filter(one -> names.contains(one.name())).toList());
        }
        try (Connection superuser = postgres.connect();
                Statement statement = superuser.createStatement()) {
            for (var table : byName.entrySet()) {
                verify(statement, table.getKey(), table.getValue());
            }
        }
    }

    private static void verify(Statement statement, String table, List<ReaderTable> known)
            throws SQLException {
        try (ResultSet rows = statement.executeQuery("select * from " + table)) {
            while (rows.next()) {
                verify(table, ScriptWriter.row(rows), known);
            }
        }
        int left = known.stream().mapToInt(ReaderTable::rowCount).sum();
        assertThat(left).as("rows of %s that are not in the database", table).isZero();
    }

    private static void verify(
            String table, Map<String, @Nullable String> row, List<ReaderTable> known) {
        Map<String, @Nullable String> told =
                known.stream()
                        .map(one -> one.takeOut(row))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseThrow(() ->
                                new AssertionError(
                                        "%s: a row was not told: %s".formatted(table, row)));
        Map<String, @Nullable String> expected = new HashMap<>(row);
        // A row that was there when a column was added got its value without a change.
        expected.keySet()
                .removeIf(column ->
                        column.startsWith(RandomDefinitions.ADDED) && !told.containsKey(column));
        told.keySet().retainAll(expected.keySet());
        assertThat(told).as(table).isEqualTo(expected);
    }

    private void dropSlots(String like) throws SQLException {
        try (Connection superuser = postgres.connect();
                Statement statement = superuser.createStatement()) {
            statement.execute(
                    "select pg_terminate_backend(active_pid, 10000) from pg_replication_slots where"
                            + " active");
            statement.execute(
                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like '%s'"
                            .formatted(like));
        }
    }
}
