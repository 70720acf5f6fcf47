package io.vintner.relay.replication;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The slots {@code vintner_<number>} of this database. The newest one counts; others are leftovers.
 */
final class ReplicationSlots {

    private static final Logger LOG = Logger.getLogger(ReplicationSlots.class);

    /** Any relay of any database of the cluster: slot names are the cluster's. */
    private static final long ADVISORY_LOCK = 0x76696E746E6572L;

    /** Which rows {@code s} of {@code pg_replication_slots} are such slots. */
    static final String IS_OURS =
            """
            s.slot_name ~ '^vintner_[0-9]{1,18}$' and s.database = current_database()
            and s.plugin = 'pgoutput' and not s.temporary and s.confirmed_flush_lsn is not null
            """;

    private static final String OBJECT_IN_USE = "55006";
    private static final String CONFIGURATION_LIMIT_EXCEEDED = "53400";

    private final Connection sql;

    ReplicationSlots(Connection sql) {
        this.sql = sql;
    }

    private record Found(ReplicationSlot slot, boolean active, boolean lost) {}

    /**
     * The newest slot that can be read, or a new one if there is none. Older ones that nobody reads
     * are dropped. To create a slot, waits for the transactions that run at that moment.
     *
     * @throws NotReadyException also while another relay does the same
     */
    ReplicationSlot claim() throws SQLException, NotReadyException {
        if (!tryLock()) {
            throw new NotReadyException("another relay is choosing or creating the slot");
        }
        try {
            ReplicationSlot claimed = null;
            List<Found> leftovers = new ArrayList<>();
            for (Found found : newestFirst()) {
                if (claimed == null && !found.lost()) {
                    claimed = found.slot();
                } else if (!found.active()) {
                    leftovers.add(found);
                }
            }
            ReplicationSlot slot = claimed != null ? claimed : create();
            for (Found leftover : leftovers) {
                LOG.warnf(
                        "dropping a left-over replication slot slot=%s lost=%s",
                        leftover.slot().name(), leftover.lost());
                drop(leftover.slot());
            }
            return slot;
        } finally {
            run("select pg_advisory_unlock(?)", ADVISORY_LOCK);
        }
    }

    /** Drops the slot, unless it is gone or in use. */
    void drop(ReplicationSlot slot) throws SQLException {
        try {
            run(
                    """
                    select pg_drop_replication_slot(slot_name)
                      from pg_replication_slots where slot_name = ?
                    """,
                    slot.name());
        } catch (SQLException refused) {
            if (!OBJECT_IN_USE.equals(refused.getSQLState())) {
                throw refused;
            }
        }
    }

    /** Drops every slot that nobody reads. */
    void dropUnused() throws SQLException {
        for (Found found : newestFirst()) {
            drop(found.slot());
        }
    }

    /** As PostgreSQL holds it now. */
    long confirmed(ReplicationSlot slot) throws SQLException {
        String confirmed =
                of(
                        slot,
                        "select confirmed_flush_lsn::text from pg_replication_slots where slot_name"
                                + " = ?");
        return LogSequenceNumber.valueOf(confirmed).asLong();
    }

    /** The oldest transaction whose changes of the catalog the slot may still need. */
    long horizon(ReplicationSlot slot) throws SQLException {
        return Long.parseLong(
                of(
                        slot,
                        "select catalog_xmin::text from pg_replication_slots where slot_name = ?"));
    }

    private String of(ReplicationSlot slot, String query) throws SQLException {
        try (PreparedStatement statement = sql.prepareStatement(query)) {
            statement.setString(1, slot.name());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("slot %s is gone".formatted(slot.name()));
                }
                return row.getString(1);
            }
        }
    }

    private List<Found> newestFirst() throws SQLException {
        String query =
                """
                select substring(s.slot_name from 9)::bigint as number, s.confirmed_flush_lsn::text,
                       s.active, coalesce(s.wal_status = 'lost', false)
                  from pg_replication_slots s
                 where
                """
                        + IS_OURS
                        + "order by 1 desc";
        try (PreparedStatement statement = sql.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            List<Found> found = new ArrayList<>();
            while (rows.next()) {
                long confirmed = LogSequenceNumber.valueOf(rows.getString(2)).asLong();
                found.add(
                        new Found(
                                new ReplicationSlot(rows.getLong(1), confirmed),
                                rows.getBoolean(3),
                                rows.getBoolean(4)));
            }
            return found;
        }
    }

    /** The clock's milliseconds make a number that no earlier, dropped slot can have had. */
    private ReplicationSlot create() throws SQLException, NotReadyException {
        String statementText =
                """
                with number as (
                  select greatest((extract(epoch from clock_timestamp()) * 1000)::bigint,
                                  coalesce(max(substring(slot_name from 9)::bigint), 0) + 1) as next
                    from pg_replication_slots where slot_name ~ '^vintner_[0-9]{1,18}$')
                select next, (pg_create_logical_replication_slot('vintner_' || next, 'pgoutput')).lsn::text
                  from number
                """;
        LOG.info("creating a replication slot; this waits for the transactions that are running");
        int timeout = sql.getNetworkTimeout();
        sql.setNetworkTimeout(Runnable::run, 0);
        try (PreparedStatement statement = sql.prepareStatement(statementText);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            ReplicationSlot slot =
                    new ReplicationSlot(
                            rows.getLong(1), LogSequenceNumber.valueOf(rows.getString(2)).asLong());
            LOG.infof("replication slot created slot=%s", slot.name());
            return slot;
        } catch (SQLException refused) {
            if (CONFIGURATION_LIMIT_EXCEEDED.equals(refused.getSQLState())) {
                throw new NotReadyException(
                        "all replication slots of the database are in use: raise"
                                + " max_replication_slots and restart it, or drop one that nobody"
                                + " needs");
            }
            throw refused;
        } finally {
            sql.setNetworkTimeout(Runnable::run, timeout);
        }
    }

    private boolean tryLock() throws SQLException {
        try (PreparedStatement statement = sql.prepareStatement("select pg_try_advisory_lock(?)")) {
            statement.setLong(1, ADVISORY_LOCK);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private void run(String statementText, @Nullable Object argument) throws SQLException {
        try (PreparedStatement statement = sql.prepareStatement(statementText)) {
            statement.setObject(1, argument);
            statement.execute();
        }
    }
}
