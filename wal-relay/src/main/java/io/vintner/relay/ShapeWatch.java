package io.vintner.relay;

import io.vintner.relay.replication.DatabaseCatalog;
import io.vintner.relay.transaction.RelationCatalog;
import java.io.Serial;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Notices what PostgreSQL, for as long as a session lasts, does not: it describes a table again
 * when the table has changed, but not when a type was renamed; before version 16 not when its
 * schema was; and before version 15 it does not see that a table it has written about before was
 * attached to or detached from a partitioned one. A new session hears of all of them.
 *
 * <p>Being behind is no reason: the session is stale only when it has passed the place of the log
 * at which the catalog was seen to differ, and still does. Not thread-safe.
 */
final class ShapeWatch {

    private static final Duration PERIOD = Duration.ofSeconds(2);

    /** The session tells shapes that are no more; the next one will not. */
    static final class StaleShapesException extends Exception {

        @Serial private static final long serialVersionUID = 1L;

        StaleShapesException() {
            super(
                    "a type, a schema or a partition has changed, and PostgreSQL tells it only to a"
                            + " new session");
        }
    }

    private final DatabaseCatalog catalog;
    private final RelationCatalog relations;
    private final String partitions;
    private long lookedAt;
    private long passed;
    private OptionalLong differedAt = OptionalLong.empty();

    /**
     * @param millis the time
     */
    ShapeWatch(DatabaseCatalog catalog, RelationCatalog relations, long millis)
            throws SQLException {
        this.catalog = catalog;
        this.relations = relations;
        this.partitions = catalog.unnoticedPartitions();
        this.lookedAt = millis;
    }

    /** The session has passed this place of the log; unsigned. */
    void passed(long lsn) {
        passed = lsn;
    }

    /**
     * Looks, now and then.
     *
     * @return whether it has found a difference just now, and wants to hear soon how far the
     *     session is
     */
    boolean look(long millis) throws SQLException, StaleShapesException {
        if (differedAt.isPresent()) {
            judge(differedAt.getAsLong());
            return false;
        }
        if (millis - lookedAt < PERIOD.toMillis()) {
            return false;
        }
        lookedAt = millis;
        differedAt = differs();
        return differedAt.isPresent();
    }

    private void judge(long place) throws SQLException, StaleShapesException {
        if (Long.compareUnsigned(passed, place) < 0) {
            return;
        }
        if (differs().isPresent()) {
            throw new StaleShapesException();
        }
        differedAt = OptionalLong.empty();
    }

    private OptionalLong differs() throws SQLException {
        return catalog.differsFrom(relations.schemaNames(), relations.typeNames(), partitions);
    }
}
