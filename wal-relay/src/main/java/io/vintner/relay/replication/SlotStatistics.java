package io.vintner.relay.replication;

import io.vintner.relay.replication.SlotHealth.Decoding;
import io.vintner.relay.replication.SlotHealth.Use;
import io.vintner.relay.replication.SlotHealth.Wal;
import io.vintner.relay.replication.SlotHealth.WalStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/** Reads what PostgreSQL knows of the relay's slot and of what holds it back. Not thread-safe. */
final class SlotStatistics {

    private final Connection sql;

    SlotStatistics(Connection sql) {
        this.sql = sql;
    }

    /**
     * The newest slot of this database, lost or not. Columns that came with a later version than 14
     * are taken from the row's JSON form, where the older ones simply lack them.
     */
    Optional<SlotHealth> newestSlot() throws SQLException {
        String query =
                """
                with here as (
                  select clock_timestamp() as now,
                         case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
                              else pg_current_wal_lsn() end as written)
                select substring(s.slot_name from 9)::bigint as number,
                       s.confirmed_flush_lsn::text as confirmed,
                       here.now,
                       here.written::text as written,
                       coalesce(s.wal_status, 'reserved') as status,
                       coalesce(pg_wal_lsn_diff(here.written, s.restart_lsn), 0)::bigint as kept,
                       s.safe_wal_size,
                       (select nullif(setting::bigint, -1) * 1024 * 1024 from pg_settings
                         where name = 'max_slot_wal_keep_size') as kept_max,
                       s.active_pid,
                       extract(epoch from here.now - (to_jsonb(s) ->> 'inactive_since')::timestamptz)
                         as idle,
                       (select nullif(setting::bigint, 0) from pg_settings
                         where name = 'idle_replication_slot_timeout') as idle_max,
                       to_jsonb(s) ->> 'invalidation_reason' as invalidation,
                       coalesce(age(s.catalog_xmin), 0) as catalog_xmin_age,
                       coalesce(t.spill_bytes, 0) as spilled
                  from here, pg_replication_slots s
                  left join pg_stat_replication_slots t on t.slot_name = s.slot_name
                 where
                """
                        + ReplicationSlots.IS_OURS
                        + "order by 1 desc limit 1";
        try (PreparedStatement statement = sql.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(health(row)) : Optional.empty();
        }
    }

    /** Seen by its lock on itself: locks, unlike activities, are shown to every role. */
    Optional<OldestTransaction> oldestTransaction() throws SQLException {
        String query =
                """
                select l.pid,
                       age(l.transactionid) as transactions,
                       extract(epoch from clock_timestamp() - coalesce(a.xact_start, p.prepared))
                         as age
                  from pg_locks l
                  left join pg_stat_activity a on a.pid = l.pid
                  left join pg_prepared_xacts p on p.transaction = l.transactionid
                 where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted
                 order by age(l.transactionid) desc limit 1
                """;
        try (PreparedStatement statement = sql.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? Optional.of(
                            new OldestTransaction(
                                    row.getObject("pid", Integer.class),
                                    row.getLong("transactions"),
                                    seconds(row, "age")))
                    : Optional.empty();
        }
    }

    private static SlotHealth health(ResultSet row) throws SQLException {
        return new SlotHealth(
                new ReplicationSlot(row.getLong("number"), lsn(row, "confirmed")),
                row.getObject("now", OffsetDateTime.class).toInstant(),
                lsn(row, "written"),
                new Wal(
                        WalStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                        row.getLong("kept"),
                        row.getObject("safe_wal_size", Long.class),
                        row.getObject("kept_max", Long.class)),
                new Use(
                        row.getObject("active_pid", Integer.class),
                        row.getObject("active_pid") == null ? seconds(row, "idle") : null,
                        seconds(row, "idle_max"),
                        row.getString("invalidation")),
                new Decoding(row.getLong("catalog_xmin_age"), row.getLong("spilled")));
    }

    private static long lsn(ResultSet row, String column) throws SQLException {
        return LogSequenceNumber.valueOf(row.getString(column)).asLong();
    }

    private static @Nullable Duration seconds(ResultSet row, String column) throws SQLException {
        double seconds = row.getDouble(column);
        return row.wasNull() ? null : Duration.ofMillis(Math.round(seconds * 1_000));
    }
}
