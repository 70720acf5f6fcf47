package io.vintner.relay;

import io.vintner.relay.replication.DatabaseCatalog;
import io.vintner.relay.replication.DatabaseCatalog.Names;
import io.vintner.relay.transaction.RelationCatalog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Notices what PostgreSQL does not tell about tables. It describes a table again when the table has
 * changed, but not when the type of a column was renamed, nor, before version 16, when the schema
 * was: for as long as a session lasts it would go on with the old name. Nor does it say that a
 * table is gone, so that its shape would be kept for ever.
 *
 * <p>A relay that is behind finds other names in the catalog, too, and its own are right. So what
 * the catalog says counts only when the session has passed the place of the log at which the
 * catalog was asked, and it differs still. Not thread-safe.
 */
final class NameWatch {

    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final DatabaseCatalog catalog;
    private final RelationCatalog relations;
    private long lookedAt;
    private long passed;
    private OptionalLong differedAt = OptionalLong.empty();
    private Set<Long> gone = Set.of();

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
     * @return whether it has seen a difference just now, and wants to hear how far the session is
     */
    boolean look(long millis) throws SQLException {
        if (differedAt.isPresent()) {
            if (Long.compareUnsigned(passed, differedAt.getAsLong()) >= 0) {
                Names names = names();
                relations.rename(names.schemas(), names.types());
                relations.forget(gone);
                differedAt = OptionalLong.empty();
            }
            return false;
        }
        if (millis - lookedAt < PERIOD.toMillis()) {
            return false;
        }
        lookedAt = millis;
        Names names = names();
        gone = new HashSet<>(relations.tableOids());
        gone.removeAll(names.schemas().keySet());
        if (gone.isEmpty() && !relations.differs(names.schemas(), names.types())) {
            return false;
        }
        differedAt = OptionalLong.of(catalog.reached());
        return true;
    }

    private Names names() throws SQLException {
        return catalog.names(relations.tableOids(), relations.typeOids());
    }
}
