package io.vintner.relay.replication;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.PGConnection;

/**
 * What an ordinary connection to the database tells: whether it is set up for the relay, its slots,
 * its tables' keys and types, and that it is being stopped. Not thread-safe.
 */
public final class DatabaseCatalog implements AutoCloseable {

    private final Connection sql;
    private final SlotHolders holders;

    /**
     * @param ownName of this process's connections, see {@link SlotHolders}
     */
    DatabaseCatalog(Connection sql, String ownName) {
        this.sql = sql;
        this.holders = new SlotHolders(sql, ownName);
    }

    /**
     * Checks what streaming needs.
     *
     * @throws NotReadyException naming the first thing that is missing, in one sentence
     */
    public void requireReady(String publication) throws SQLException, NotReadyException {
        new DatabaseReadiness(sql).require(publication);
    }

    /** The slot to stream from; see {@link ReplicationSlots#claim()}. */
    public ReplicationSlot claimSlot() throws SQLException, NotReadyException {
        return new ReplicationSlots(sql).claim();
    }

    /** The slot's confirmed LSN at this moment; fixed while this relay streams from it. */
    public long confirmed(ReplicationSlot slot) throws SQLException {
        return new ReplicationSlots(sql).confirmed(slot);
    }

    /** Who streams from the slot; empty if it is free. */
    public Optional<SlotHolder> holder(ReplicationSlot slot) throws SQLException {
        return holders.of(slot);
    }

    /** Ends the holder's connection, if it still has the slot; that takes PostgreSQL a moment. */
    public void end(ReplicationSlot slot, SlotHolder holder) throws SQLException {
        holders.end(slot, holder);
    }

    /** Says to other relays of this database how many readers this one serves. */
    public void announce(int readers) throws SQLException {
        holders.announce(readers);
    }

    /** Gives a slot up: its changes cannot be read any more. */
    public void dropSlot(ReplicationSlot slot) throws SQLException {
        new ReplicationSlots(sql).drop(slot);
    }

    /** The names of the columns of the table's primary key; empty if it or the table is gone. */
    public Set<String> primaryKey(long tableOid) throws SQLException {
        String query =
                """
                select a.attname
                  from pg_index i
                  join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
                 where i.indrelid = ?::oid and i.indisprimary
                """;
        try (PreparedStatement statement = sql.prepareStatement(query)) {
            statement.setLong(1, tableOid);
            try (ResultSet rows = statement.executeQuery()) {
                Set<String> names = new LinkedHashSet<>();
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
                return names;
            }
        }
    }

    /** The names of those of the types that exist, by oid. */
    public Map<Long, String> typeNames(Collection<Long> typeOids) throws SQLException {
        Array oids = sql.createArrayOf("int8", typeOids.toArray());
        try (PreparedStatement statement =
                sql.prepareStatement(
                        "select oid::int8, typname from pg_type where oid::int8 = any (?)")) {
            statement.setArray(1, oids);
            try (ResultSet rows = statement.executeQuery()) {
                Map<Long, String> names = new HashMap<>();
                while (rows.next()) {
                    names.put(rows.getLong(1), rows.getString(2));
                }
                return names;
            }
        }
    }

    /**
     * Fails if the database has said goodbye on this connection, as it does on ordinary ones when
     * it is stopped, long before a replication connection hears of it. Does not wait.
     */
    public void requireAlive() throws SQLException {
        sql.unwrap(PGConnection.class).getNotifications();
    }

    @Override
    public void close() {
        RelayDatabase.abort(sql);
    }
}
