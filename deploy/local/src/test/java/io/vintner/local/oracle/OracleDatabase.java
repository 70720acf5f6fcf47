package io.vintner.local.oracle;

import io.vintner.postgres.LocalPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The database of a seed, and what was committed in it: each transaction has a row in a ledger, and
 * a replication slot of the oracle's own, which is only looked at, has seen them commit in order.
 * Thread-safe.
 */
final class OracleDatabase {

    private static final String WITNESS = "witness";

    private final LocalPostgres postgres;
    private final Map<String, List<Change>> attempts = new ConcurrentHashMap<>();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();

    /** One transaction that has committed. */
    record Committed(String id, List<Change> changes) {}

    OracleDatabase(LocalPostgres postgres) {
        this.postgres = postgres;
    }

    Connection connect() throws SQLException {
        return postgres.connect();
    }

    /** Makes everything anew. */
    void prepare(List<OracleTable> tables) throws SQLException {
        try (Connection superuser = connect();
                Statement statement = superuser.createStatement()) {
            statement.execute(
                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = '%s'"
                            .formatted(WITNESS));
            StringBuilder sql =
                    new StringBuilder(
                            """
                            create schema if not exists oracle;
                            drop table if exists oracle.ledger, public.papers, public.members;
                            create table oracle.ledger (tx text primary key, xid bigint);
                            alter publication supabase_realtime add table oracle.ledger;
                            """);
            sql.append(People.ddl());
            for (OracleTable table : tables) {
                sql.append("drop table if exists public.%s;\n".formatted(table.name()));
                sql.append(table.ddl());
            }
            statement.execute(sql.toString());
            statement.execute(
                    "select pg_create_logical_replication_slot('%s', 'pgoutput')"
                            .formatted(WITNESS));
        }
    }

    /** Writes the row of a transaction that is about to commit with these changes. */
    void enter(Statement statement, String transaction, List<Change> changes) throws SQLException {
        statement.execute(
                "insert into oracle.ledger values ('%s', pg_current_xact_id()::text::bigint)"
                        .formatted(transaction));
        attempts.put(transaction, List.copyOf(changes));
    }

    /** Its commit was answered. */
    void hasCommitted(String transaction) {
        answered.add(transaction);
    }

    boolean isInLedger(Statement statement, String transaction) throws SQLException {
        try (ResultSet found =
                statement.executeQuery(
                        "select from oracle.ledger where tx = '%s'".formatted(transaction))) {
            return found.next();
        }
    }

    /** All that has committed, in that order. */
    List<Committed> committed() throws SQLException {
        String sql =
                """
                select l.tx from pg_logical_slot_peek_binary_changes('%s', null, null,
                       'proto_version', '1', 'publication_names', 'supabase_realtime')
                       with ordinality as c (lsn, xid, data, nr)
                  join oracle.ledger l on l.xid::text = c.xid::text
                 where get_byte(c.data, 0) = ascii('C') order by c.nr
                """
                        .formatted(WITNESS);
        List<Committed> all = new ArrayList<>();
        try (Connection superuser = connect();
                Statement statement = superuser.createStatement()) {
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    String id = rows.getString(1);
                    List<Change> changes = attempts.get(id);
                    if (changes == null) {
                        throw new IllegalStateException("nobody wrote " + id);
                    }
                    all.add(new Committed(id, changes));
                }
            }
            try (ResultSet count = statement.executeQuery("select count(*) from oracle.ledger")) {
                count.next();
                if (count.getInt(1) != all.size()) {
                    throw new IllegalStateException("the witness does not know all");
                }
            }
        }
        Set<String> known = new HashSet<>();
        all.forEach(one -> known.add(one.id()));
        if (!known.containsAll(answered)) {
            throw new IllegalStateException("PostgreSQL has lost a commit that it had answered");
        }
        return all;
    }
}
