package io.vintner.gateway.render;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ColumnValue;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.TableColumn;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Renders the changes of one shape of a table. A change has no more than a few renderings, one for
 * each set of columns that somebody may see. Immutable.
 */
public final class RowJson {

    private static final int CHANGE_BYTES_MAX = 1 << 20;
    private static final int FIELD_BYTES_MAX = 64;
    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Table shape;
    private final String schema;
    private final String name;
    private final List<ValueJson> values;
    private final boolean rowSecurity;

    /**
     * @param declared the same table in the catalog, or that of which it is a partition: it knows
     *     the types
     */
    public RowJson(Table shape, PublishedTable declared) {
        this.shape = shape;
        this.schema = declared.isToldByPartitions() ? declared.schema() : shape.schema();
        this.name = declared.isToldByPartitions() ? declared.name() : shape.name();
        this.rowSecurity = declared.rowSecurity();
        List<ValueJson> writers = new ArrayList<>();
        for (Table.Column column : shape.columns()) {
            TableColumn known = declared.column(column.name());
            writers.add(
                    known != null && known.type().oid() == column.typeOid()
                            ? ValueJson.of(known.type())
                            : new ValueJson.Text());
        }
        this.values = List.copyOf(writers);
    }

    /** How much of the old row somebody may see. */
    public enum Old {
        /** What the replica identity holds of it. */
        IDENTITY,
        /** Its primary key only: whether the old row was visible is not known, or it was not. */
        KEY
    }

    /** The change as somebody sees it who may see those columns. */
    public byte[] render(ChangeEvent change, Set<String> columns, Old old) {
        return switch (change) {
            case ChangeEvent.RowInserted(_, Instant at, _, Row row) ->
                    new Parts("INSERT", at, row, null).render(columns, old);
            case ChangeEvent.RowUpdated(_, Instant at, _, Row before, Row row) ->
                    new Parts("UPDATE", at, row, before).render(columns, old);
            case ChangeEvent.RowDeleted(_, Instant at, _, Row before) ->
                    new Parts("DELETE", at, null, before).render(columns, old);
            case ChangeEvent.TableTruncated _ ->
                    throw new IllegalArgumentException("a truncation is never told");
        };
    }

    /** The update as somebody sees it from whom it takes the row away: the row's key is gone. */
    public byte[] leave(ChangeEvent.RowUpdated change, Set<String> columns) {
        return new Parts("DELETE", change.committedAt(), null, change.old())
                .render(columns, Old.KEY);
    }

    /** Tells of the change only that it could not be shown, and why. */
    public byte[] refuse(ChangeEvent change, ChangeError error) {
        JsonText json = new JsonText(256);
        String type =
                switch (change) {
                    case ChangeEvent.RowInserted _ -> "INSERT";
                    case ChangeEvent.RowUpdated _ -> "UPDATE";
                    case ChangeEvent.RowDeleted _, ChangeEvent.TableTruncated _ -> "DELETE";
                };
        head(json, type).raw(",\"commit_timestamp\":null,\"columns\":[]");
        if (!type.equals("DELETE")) {
            json.raw(",\"record\":{}");
        }
        if (!type.equals("INSERT")) {
            json.raw(",\"old_record\":{}");
        }
        return json.raw(",\"errors\":[").string(error.text()).raw("]}").toBytes();
    }

    private JsonText head(JsonText json, String type) {
        return json.raw("{\"type\":")
                .string(type)
                .raw(",\"schema\":")
                .string(schema)
                .raw(",\"table\":")
                .string(name);
    }

    private final class Parts {

        private final String type;
        private final Instant committedAt;
        private final @Nullable Row row;
        private final @Nullable Row before;

        Parts(String type, Instant committedAt, @Nullable Row row, @Nullable Row before) {
            this.type = type;
            this.committedAt = committedAt;
            this.row = row;
            this.before = before;
        }

        byte[] render(Set<String> columns, Old old) {
            if (isSurelyTooLarge(columns)) {
                return write(columns, old, true);
            }
            byte[] whole = write(columns, old, false);
            return whole.length <= CHANGE_BYTES_MAX ? whole : write(columns, old, true);
        }

        private boolean isSurelyTooLarge(Set<String> columns) {
            long characters = 0;
            for (int index = 0; row != null && index < shape.columns().size(); index++) {
                if (columns.contains(shape.columns().get(index).name())
                        && row.value(index) instanceof ColumnValue.Present(String text)) {
                    characters += text.length();
                }
            }
            return characters > CHANGE_BYTES_MAX;
        }

        /**
         * @param cut whether longer fields are left out, and nulls with them
         */
        private byte[] write(Set<String> columns, Old old, boolean cut) {
            JsonText json = new JsonText(1024);
            head(json, type).raw(",\"commit_timestamp\":");
            json.string(MILLISECONDS.format(committedAt)).raw(",\"columns\":[");
            boolean first = true;
            for (Table.Column column : shape.columns()) {
                if (columns.contains(column.name())) {
                    json.raw(first ? "{\"name\":" : ",{\"name\":").string(column.name());
                    json.raw(",\"type\":").string(column.typeName()).raw("}");
                    first = false;
                }
            }
            json.raw("]");
            if (row != null) {
                json.raw(",\"record\":");
                record(json, row, column -> columns.contains(column.name()), cut);
            }
            if (before != null) {
                json.raw(",\"old_record\":");
                record(
                        json,
                        before,
                        column -> columns.contains(column.name()) && isTold(column, old),
                        cut);
            }
            json.raw(",\"errors\":");
            if (cut) {
                json.raw("[").string(ChangeError.TOO_LARGE.text()).raw("]}");
            } else {
                json.raw("null}");
            }
            return json.toBytes();
        }

        /** As upstream, a delete tells the key only where row-level security is on. */
        private boolean isTold(Table.Column column, Old old) {
            boolean full = shape.identity() == Table.ReplicaIdentity.FULL;
            boolean keyOnly = old == Old.KEY || (full && rowSecurity && row == null);
            return column.identity() && (!keyOnly || column.primaryKey());
        }

        /** An absent value has no key at all. */
        private void record(JsonText json, Row version, Predicate<Table.Column> told, boolean cut) {
            json.raw("{");
            boolean first = true;
            for (int index = 0; index < shape.columns().size(); index++) {
                Table.Column column = shape.columns().get(index);
                ColumnValue value = version.value(index);
                if (value instanceof ColumnValue.Absent || !told.test(column)) {
                    continue;
                }
                int before = json.length();
                json.raw(first ? "" : ",").string(column.name()).raw(":");
                if (writeValue(json, value, index, cut)) {
                    first = false;
                } else {
                    json.cut(before);
                }
            }
            json.raw("}");
        }

        /** Whether the value may stay. */
        private boolean writeValue(JsonText json, ColumnValue value, int index, boolean cut) {
            if (!(value instanceof ColumnValue.Present(String text))) {
                json.raw("null");
                return !cut;
            }
            if (cut && text.length() > 2 * FIELD_BYTES_MAX) {
                return false; // no JSON is half as long as PostgreSQL's text
            }
            int start = json.length();
            values.get(index).write(text, json);
            return !cut
                    || (json.length() - start <= FIELD_BYTES_MAX
                            && !values.get(index).isToldAsNull(text));
        }
    }
}
