package io.vintner.relay.replication;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;

/**
 * What an ordinary connection to the database tells: whether it is set up for the relay, its slots,
 * its tables' keys and types, and that it is being stopped. Not thread-safe.
 */
public final class DatabaseCatalog implements AutoCloseable {

    private final Connection sql;
    private final SlotHolders holders;
    private final PartitionFaults partitions;

    /**
     * What schemas and types are called.
     *
     * @param schemas by the oid of a table in it
     * @param types by oid
     */
    public record Names(Map<Long, String> schemas, Map<Long, String> types) {}

    /**
     * A primary key.
     *
     * @param columns by name, without those that the index only includes
     */
    public record Key(Set<String> columns, boolean deferrable) {}

    /**
     * A type.
     *
     * @param domain whether it is a domain over another type
     */
    public record Type(long oid, String name, boolean domain) {}

    /**
     * @param ownName of this process's connections, see {@link SlotHolders}
     */
    DatabaseCatalog(Connection sql, String ownName) {
        this.sql = sql;
        this.holders = new SlotHolders(sql, ownName);
        this.partitions = new PartitionFaults(sql);
    }

    /**
     * Checks what streaming needs. Where rows would be told wrongly, the slot is given up, too: it
     * would still do so when the fault is gone.
     *
     * @throws NotReadyException naming the first thing that is missing, in one sentence
     */
    public void requireReady(String publication) throws SQLException, NotReadyException {
        new DatabaseReadiness(sql).require(publication);
        if (!mistold(publication).isEmpty()) {
            new ReplicationSlots(sql).dropUnused();
            throw new NotReadyException(
                    "PostgreSQL 14 may tell rows of partitions wrongly under their root, because"
                            + " their columns stand at other places: the log names them, and what"
                            + " to do");
        }
    }

    /** Whether this version may leave out or mistell rows of partitions. */
    public boolean mistellsPartitions() throws SQLException {
        return partitions.arePossible();
    }

    /** The partitions whose rows may be told wrongly, with advice about each. */
    public List<String> mistold(String publication) throws SQLException {
        return partitions.mistold(publication);
    }

    /**
     * The tables that were attached to published ones.
     *
     * @param horizon a transaction; those that were over before it do not count
     */
    public List<AttachedPartition> attachedSince(String publication, long horizon)
            throws SQLException {
        return partitions.attachedSince(publication, horizon);
    }

    /**
     * The oldest transaction that may have changed the catalog since the slot's place in the log.
     */
    public long horizon(ReplicationSlot slot) throws SQLException {
        return new ReplicationSlots(sql).horizon(slot);
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

    /** The table's primary key; of no columns if it or the table is gone. */
    public Key primaryKey(long tableOid) throws SQLException {
        String query =
                """
                select a.attname, not i.indimmediate
                  from pg_index i
                  join pg_attribute a on a.attrelid = i.indrelid
                   and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                 where i.indrelid = ?::oid and i.indisprimary
                """;
        try (PreparedStatement statement = sql.prepareStatement(query)) {
            statement.setLong(1, tableOid);
            try (ResultSet rows = statement.executeQuery()) {
                Set<String> names = new LinkedHashSet<>();
                boolean deferrable = false;
                while (rows.next()) {
                    names.add(rows.getString(1));
                    deferrable = rows.getBoolean(2);
                }
                return new Key(names, deferrable);
            }
        }
    }

    /** Those of the types that exist. */
    public List<Type> types(Collection<Long> typeOids) throws SQLException {
        String query =
                "select oid::int8, typname, typtype = 'd' from pg_type where oid::int8 = any (?)";
        Array oids = sql.createArrayOf("int8", typeOids.toArray());
        try (PreparedStatement statement = sql.prepareStatement(query)) {
            statement.setArray(1, oids);
            try (ResultSet rows = statement.executeQuery()) {
                List<Type> types = new ArrayList<>();
                while (rows.next()) {
                    types.add(new Type(rows.getLong(1), rows.getString(2), rows.getBoolean(3)));
                }
                return types;
            }
        }
    }

    /** The present names of those of the tables' schemas and of the types that exist. */
    public Names names(Collection<Long> tableOids, Collection<Long> typeOids) throws SQLException {
        String query =
                """
                select true, c.oid::int8, n.nspname
                  from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where c.oid = any (?::oid[])
                union all
                select false, oid::int8, typname from pg_type where oid = any (?::oid[])
                """;
        try (PreparedStatement statement = sql.prepareStatement(query)) {
            statement.setArray(1, sql.createArrayOf("int8", tableOids.toArray()));
            statement.setArray(2, sql.createArrayOf("int8", typeOids.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                Map<Long, String> schemas = new HashMap<>();
                Map<Long, String> types = new HashMap<>();
                while (rows.next()) {
                    (rows.getBoolean(1) ? schemas : types).put(rows.getLong(2), rows.getString(3));
                }
                return new Names(schemas, types);
            }
        }
    }

    /** How far the log is written, unsigned. */
    public long reached() throws SQLException {
        try (PreparedStatement statement =
                        sql.prepareStatement("select pg_current_wal_flush_lsn()::text");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return LogSequenceNumber.valueOf(row.getString(1)).asLong();
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
