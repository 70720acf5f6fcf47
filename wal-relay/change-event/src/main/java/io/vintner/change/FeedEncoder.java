package io.vintner.change;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
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
 * field names the kind of the message. Stateless and thread-safe.
 */
public final class FeedEncoder {

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .disable(com.fasterxml.jackson.core.StreamWriteFeature.AUTO_CLOSE_TARGET)
                    .build();

    /** Appends {@code message} to {@code out}. */
    public void write(FeedMessage message, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            switch (message) {
                case FeedMessage.Opened(ChangePosition position) -> {
                    json.writeNumberField("feed", FeedDecoder.VERSION);
                    json.writeStringField("position", position.toString());
                }
                case FeedMessage.Described(Table table) -> writeTable(table, json);
                case FeedMessage.Changed(ChangeEvent event) -> writeEvent(event, json);
                case FeedMessage.Progress progress -> {
                    json.writeStringField("progress", progress.position().shortText());
                    if (progress.committedAt() != null) {
                        json.writeNumberField("committed", micros(progress.committedAt()));
                    }
                }
                case FeedMessage.Gap(FeedMessage.Gap.Reason reason, ChangePosition position) -> {
                    json.writeStringField("gap", wireName(reason));
                    json.writeStringField("position", position.toString());
                }
            }
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void writeTable(Table table, JsonGenerator json) throws IOException {
        json.writeNumberField("table", table.id());
        json.writeNumberField("oid", table.oid());
        json.writeStringField("schema", table.schema());
        json.writeStringField("name", table.name());
        json.writeStringField("identity", wireName(table.identity()));
        json.writeArrayFieldStart("columns");
        for (Table.Column column : table.columns()) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeStringField("type", column.typeName());
            json.writeNumberField("oid", column.typeOid());
            json.writeBooleanField("primary", column.primaryKey());
            json.writeBooleanField("identity", column.identity());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeEvent(ChangeEvent event, JsonGenerator json) throws IOException {
        switch (event) {
            case RowInserted insert -> {
                writeHead("insert", event, json);
                writeRow("new", insert.row(), json);
            }
            case RowUpdated update -> {
                writeHead("update", event, json);
                writeRow("old", update.old(), json);
                writeRow("new", update.row(), json);
            }
            case RowDeleted delete -> {
                writeHead("delete", event, json);
                writeRow("old", delete.old(), json);
            }
            case TableTruncated _ -> writeHead("truncate", event, json);
        }
    }

    private static void writeHead(String kind, ChangeEvent event, JsonGenerator json)
            throws IOException {
        json.writeNumberField(kind, event.table().id());
        json.writeStringField("at", event.position().shortText());
        json.writeNumberField("committed", micros(event.committedAt()));
    }

    private static void writeRow(String side, Row row, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(side);
        for (ColumnValue value : row.values()) {
            switch (value) {
                case ColumnValue.Present(String text) -> json.writeString(text);
                case ColumnValue.Null _ -> json.writeNull();
                case ColumnValue.Absent _ -> json.writeBoolean(false);
            }
        }
        json.writeEndArray();
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
