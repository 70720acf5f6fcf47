package io.vintner.gateway.history;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ColumnValue;
import io.vintner.change.Row;

/** How much memory a change takes, by estimate. */
final class EventSize {

    private static final int EVENT_BYTES = 96;
    private static final int VALUE_BYTES = 48;

    private EventSize() {}

    static long of(ChangeEvent event) {
        return EVENT_BYTES
                + switch (event) {
                    case ChangeEvent.RowInserted insert -> of(insert.row());
                    case ChangeEvent.RowUpdated update -> of(update.old()) + of(update.row());
                    case ChangeEvent.RowDeleted delete -> of(delete.old());
                    case ChangeEvent.TableTruncated _ -> 0;
                };
    }

    private static long of(Row row) {
        long size = 0;
        for (ColumnValue value : row.values()) {
            if (value instanceof ColumnValue.Present(String text)) {
                size += VALUE_BYTES + text.length();
            }
        }
        return size;
    }
}
