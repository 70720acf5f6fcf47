package io.vintner.relay.replication;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * An ordinary connection from which the database is watched: the slot, and how the database is set
 * up. Not thread-safe.
 */
public final class WatchConnection implements AutoCloseable {

    private final Connection sql;

    WatchConnection(Connection sql) {
        this.sql = sql;
    }

    /** The relay's slot, that is the newest one of this database; empty if there is none. */
    public Optional<SlotHealth> slot() throws SQLException {
        return new SlotStatistics(sql).newestSlot();
    }

    /** Empty if no transaction that writes is running. */
    public Optional<OldestTransaction> oldestTransaction() throws SQLException {
        return new SlotStatistics(sql).oldestTransaction();
    }

    /** As {@link DatabaseCatalog#requireReady}. */
    public void requireReady(String publication) throws SQLException, NotReadyException {
        new DatabaseReadiness(sql).require(publication);
    }

    /**
     * What does not keep the relay from streaming, but is probably not meant; in an order that
     * stays the same.
     */
    public List<SetUpWarning> warnings(String publication) throws SQLException {
        return new SetUpChecks(sql, publication).warnings();
    }

    @Override
    public void close() {
        RelayDatabase.abort(sql);
    }
}
