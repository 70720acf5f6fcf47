package io.vintner.relay;

import io.vintner.relay.replication.DatabaseCatalog;
import io.vintner.relay.replication.DatabaseCatalog.Names;
import io.vintner.relay.transaction.RelationCatalog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Notices names that PostgreSQL does not tell. It describes a table again when the table has
 * changed, but not when the type of a column was renamed, nor, before version 16, when the schema
 * was: for as long as a session lasts it would go on with the old name.
 *
 * <p>A relay that is behind finds other names in the catalog, too, and its own are right. So a name
 * of the catalog counts only when the session has passed the place of the log at which the catalog
 * was asked, and it differs still. Not thread-safe.
 */
final class NameWatch {

    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final DatabaseCatalog catalog;
    private final RelationCatalog relations;
    private long lookedAt;
    private long passed;
    private OptionalLong differedAt = OptionalLong.empty();

    /**
     * @param millis the time
     */
    NameWatch(DatabaseCatalog catalog, RelationCatalog relations, long millis) {
        this.catalog = catalog;
        this.relations = relations;
        this.lookedAt = millis;
    }

    /** The session has passed this place of the log; unsigned. */
    void passed(long lsn) {
        passed = lsn;
    }

    /**
     * Looks, now and then.
     *
     * @return whether it has seen another name just now, and wants to hear how far the session is
     */
    boolean look(long millis) throws SQLException {
        if (differedAt.isPresent()) {
            if (Long.compareUnsigned(passed, differedAt.getAsLong()) >= 0) {
                Names names = names();
                relations.rename(names.schemas(), names.types());
                differedAt = OptionalLong.empty();
            }
            return false;
        }
        if (millis - lookedAt < PERIOD.toMillis()) {
            return false;
        }
        lookedAt = millis;
        Names names = names();
        if (!relations.differs(names.schemas(), names.types())) {
            return false;
        }
        differedAt = OptionalLong.of(catalog.reached());
        return true;
    }

    private Names names() throws SQLException {
        return catalog.names(relations.tableOids(), relations.typeOids());
    }
}
