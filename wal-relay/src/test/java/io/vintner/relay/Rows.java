package io.vintner.relay;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangeEvent.RowDeleted;
import io.vintner.change.ChangeEvent.RowInserted;
import io.vintner.change.ChangeEvent.RowUpdated;
import io.vintner.change.ChangeEvent.TableTruncated;
import io.vintner.change.ColumnValue;
import io.vintner.change.Row;
import io.vintner.change.Table;
import java.util.Arrays;
import java.util.List;

/** Rows and shapes as a test writes them down. */
final class Rows {

    /** A value that PostgreSQL did not send. */
    static final String ABSENT = "(absent)";

    /**
     * Larger than a page even when compressed, so that it is stored out of line; an SQL expression.
     */
    static final String LARGE =
            "(select string_agg(md5(n::text), '') from generate_series(1, 1000) n)";

    private Rows() {}

    /** A row of such values: null is SQL null. */
    static Row row(String... texts) {
        return new Row(
                Arrays.stream(texts)
                        .map(text ->
                                text == null
                                        ? ColumnValue.NULL
                                        : text.equals(ABSENT)
                                                ? ColumnValue.ABSENT
                                                : new ColumnValue.Present(text))
                        .toList());
    }

    /** The new row of an insert or update. */
    static Row after(ChangeEvent event) {
        return switch (event) {
            case RowInserted inserted -> inserted.row();
            case RowUpdated updated -> updated.row();
            case RowDeleted _, TableTruncated _ -> throw new AssertionError("no row in " + event);
        };
    }

    /** The old row of an update or delete. */
    static Row before(ChangeEvent event) {
        return switch (event) {
            case RowUpdated updated -> updated.old();
            case RowDeleted deleted -> deleted.old();
            case RowInserted _, TableTruncated _ ->
                    throw new AssertionError("no old row in " + event);
        };
    }

    static List<String> names(ChangeEvent event) {
        return event.table().columns().stream().map(Table.Column::name).toList();
    }

    static List<String> types(ChangeEvent event) {
        return event.table().columns().stream().map(Table.Column::typeName).toList();
    }

    /** The names of the columns of the primary key. */
    static List<String> primaryKey(ChangeEvent event) {
        return event.table().columns().stream()
                .filter(Table.Column::primaryKey)
                .map(Table.Column::name)
                .toList();
    }

    /** The names of the columns of the replica identity. */
    static List<String> identity(ChangeEvent event) {
        return event.table().columns().stream()
                .filter(Table.Column::identity)
                .map(Table.Column::name)
                .toList();
    }

    /** What happened to which table, in a word each. */
    static String what(ChangeEvent event) {
        String kind =
                switch (event) {
                    case RowInserted _ -> "insert";
                    case RowUpdated _ -> "update";
                    case RowDeleted _ -> "delete";
                    case TableTruncated _ -> "truncate";
                };
        return kind + " " + event.table().name();
    }
}
