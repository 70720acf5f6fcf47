package io.vintner.change;

import io.vintner.change.ChangeEvent.RowDeleted;
import io.vintner.change.ChangeEvent.RowInserted;
import io.vintner.change.ChangeEvent.RowUpdated;
import io.vintner.change.ChangeEvent.TableTruncated;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Locale;

/**
 * Writes feed messages in their wire form: one JSON object and a line feed each, UTF-8. The first
 * field names the kind of the message. Not thread-safe: each thread has its own.
 */
public final class FeedEncoder {

    private static final byte[] FEED = JsonLine.name("feed");
    private static final byte[] POSITION = JsonLine.name("position");
    private static final byte[] PRESENT = JsonLine.name("present");
    private static final byte[] PROGRESS = JsonLine.name("progress");
    private static final byte[] GAP = JsonLine.name("gap");
    private static final byte[] TABLE = JsonLine.name("table");
    private static final byte[] OID = JsonLine.name("oid");
    private static final byte[] SCHEMA = JsonLine.name("schema");
    private static final byte[] NAME = JsonLine.name("name");
    private static final byte[] IDENTITY = JsonLine.name("identity");
    private static final byte[] COLUMNS = JsonLine.name("columns");
    private static final byte[] TYPE = JsonLine.name("type");
    private static final byte[] PRIMARY = JsonLine.name("primary");
    private static final byte[] INSERT = JsonLine.name("insert");
    private static final byte[] UPDATE = JsonLine.name("update");
    private static final byte[] DELETE = JsonLine.name("delete");
    private static final byte[] TRUNCATE = JsonLine.name("truncate");
    private static final byte[] AT = JsonLine.name("at");
    private static final byte[] COMMITTED = JsonLine.name("committed");
    private static final byte[] OLD = JsonLine.name("old");
    private static final byte[] NEW = JsonLine.name("new");

    private final JsonLine line = new JsonLine();

    /** Appends {@code message} to {@code out}, in one piece. */
    public void write(FeedMessage message, OutputStream out) throws IOException {
        line.beginObject();
        switch (message) {
            case FeedMessage.Changed(ChangeEvent event) -> event(event);
            case FeedMessage.Progress progress -> {
                line.field(PROGRESS).value(progress.position());
                if (progress.committedAt() != null) {
                    line.field(COMMITTED).value(micros(progress.committedAt()));
                }
            }
            case FeedMessage.Opened opened -> {
                line.field(FEED).value(FeedDecoder.VERSION);
                line.field(POSITION).value(opened.position().toString());
                if (opened.present() != null) {
                    line.field(PRESENT).value(opened.present());
                }
            }
            case FeedMessage.Described(Table table) -> table(table);
            case FeedMessage.Gap(FeedMessage.Gap.Reason reason, ChangePosition position) ->
                    line.field(GAP)
                            .value(wireName(reason))
                            .field(POSITION)
                            .value(position.toString());
        }
        line.endObject().writeTo(out);
    }

    private void table(Table table) {
        line.field(TABLE).value(table.id());
        line.field(OID).value(table.oid());
        line.field(SCHEMA).value(table.schema());
        line.field(NAME).value(table.name());
        line.field(IDENTITY).value(wireName(table.identity()));
        line.field(COLUMNS).beginArray();
        for (Table.Column column : table.columns()) {
            line.beginObject();
            line.field(NAME).value(column.name());
            line.field(TYPE).value(column.typeName());
            line.field(OID).value(column.typeOid());
            line.field(PRIMARY).value(column.primaryKey());
            line.field(IDENTITY).value(column.identity());
            line.endObject();
        }
        line.endArray();
    }

    private void event(ChangeEvent event) {
        switch (event) {
            case RowInserted insert -> {
                head(INSERT, event);
                row(NEW, insert.row());
            }
            case RowUpdated update -> {
                head(UPDATE, event);
                row(OLD, update.old());
                row(NEW, update.row());
            }
            case RowDeleted delete -> {
                head(DELETE, event);
                row(OLD, delete.old());
            }
            case TableTruncated _ -> head(TRUNCATE, event);
        }
    }

    private void head(byte[] kind, ChangeEvent event) {
        line.field(kind).value(event.table().id());
        line.field(AT).value(event.position());
        line.field(COMMITTED).value(micros(event.committedAt()));
    }

    private void row(byte[] side, Row row) {
        line.field(side).beginArray();
        for (ColumnValue value : row.values()) {
            switch (value) {
                case ColumnValue.Present(String text) -> line.value(text);
                case ColumnValue.Null _ -> line.nullValue();
                case ColumnValue.Absent _ -> line.value(false);
            }
        }
        line.endArray();
    }

    private static String wireName(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static long micros(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000L),
                instant.getNano() / 1_000);
    }
}
