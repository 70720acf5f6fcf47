package io.vintner.relay.replication;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who streams from a slot. Each relay process gives its connections a name of its own, {@code
 * vintner-relay <16 hexadecimal digits>}; the ordinary one of a relay that streams also says how
 * many readers it serves: {@code … readers=3}. Any connection of the same role sees both.
 */
final class SlotHolders {

    private static final String READERS = " readers=";

    private final Connection sql;
    private final String ownName;

    SlotHolders(Connection sql, String ownName) {
        this.sql = sql;
        this.ownName = ownName;
    }

    /** The slot's holder; empty if it is free. */
    Optional<SlotHolder> of(ReplicationSlot slot) throws SQLException {
        String query =
                """
                select s.active_pid, host(a.client_addr), a.backend_start,
                       coalesce(a.application_name, ''),
                       (select substring(c.application_name from ' readers=([0-9]{1,9})$')::int
                          from pg_stat_activity c
                         where a.application_name ~ '^vintner-relay [0-9a-f]{16}$'
                           and starts_with(c.application_name, a.application_name || ' readers=')
                           and c.usesysid = a.usesysid
                         order by c.backend_start desc
                         limit 1)
                  from pg_replication_slots s
                  left join pg_stat_activity a on a.pid = s.active_pid
                 where s.slot_name = ? and s.active_pid is not null
                """;
        try (PreparedStatement statement = sql.prepareStatement(query)) {
            statement.setString(1, slot.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(holder(row)) : Optional.empty();
            }
        }
    }

    /** Ends the holder's connection, if it still is the holder. */
    void end(ReplicationSlot slot, SlotHolder holder) throws SQLException {
        String query =
                """
                select pg_terminate_backend(a.pid)
                  from pg_replication_slots s
                  join pg_stat_activity a on a.pid = s.active_pid
                 where s.slot_name = ? and a.pid = ? and a.backend_start = ?
                """;
        if (holder.since() == null) {
            return;
        }
        try (PreparedStatement statement = sql.prepareStatement(query)) {
            statement.setString(1, slot.name());
            statement.setInt(2, holder.pid());
            statement.setObject(3, holder.since().atOffset(ZoneOffset.UTC));
            statement.execute();
        }
    }

    /** Says how many readers this relay serves. */
    void announce(int readers) throws SQLException {
        try (PreparedStatement statement =
                sql.prepareStatement("select set_config('application_name', ?, false)")) {
            statement.setString(1, ownName + READERS + readers);
            statement.execute();
        }
    }

    private SlotHolder holder(ResultSet row) throws SQLException {
        OffsetDateTime since = row.getObject(3, OffsetDateTime.class);
        int readers = row.getInt(5);
        boolean silent = row.wasNull();
        return new SlotHolder(
                row.getInt(1),
                row.getString(2),
                since == null ? null : since.toInstant(),
                silent ? OptionalInt.empty() : OptionalInt.of(readers),
                row.getString(4).equals(ownName));
    }
}
