package io.vintner.gateway.match;

import io.vintner.change.Table;
import io.vintner.gateway.catalog.PublishedTable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Everybody who is subscribed to one table, as one state of the catalog has it. */
final class TableAudience {

    private final PublishedTable table;
    private final SubscriptionIndex written = new SubscriptionIndex();
    private final SubscriptionIndex deleted = new SubscriptionIndex();

    /** The last one of each table in the stream: of several only where they are partitions. */
    private final Map<Long, TableShape> lastShapes = new ConcurrentHashMap<>(1);

    TableAudience(PublishedTable table) {
        this.table = table;
    }

    PublishedTable table() {
        return table;
    }

    /** Who hears of new versions of rows. */
    SubscriptionIndex written() {
        return written;
    }

    /** Who hears of rows that are gone. */
    SubscriptionIndex deleted() {
        return deleted;
    }

    /** The shape of that table in the stream; mostly the same object as last time. */
    @SuppressWarnings("ReferenceEquality") // comparing the columns each time would cost more
    TableShape shape(Table inStream) {
        TableShape last = lastShapes.get(inStream.oid());
        if (last == null || last.table() != inStream) {
            last = new TableShape(inStream, table);
            lastShapes.put(inStream.oid(), last);
        }
        return last;
    }

    boolean isEmpty() {
        return written.isEmpty() && deleted.isEmpty();
    }
}
