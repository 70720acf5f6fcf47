package io.vintner.change;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.vintner.change.ChangeEvent.RowDeleted;
import io.vintner.change.ChangeEvent.RowInserted;
import io.vintner.change.ChangeEvent.RowUpdated;
import io.vintner.change.ChangeEvent.TableTruncated;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one stream, in order: it remembers the stream's generation and the tables
 * described so far. One decoder per stream; not thread-safe.
 */
public final class FeedDecoder {

    /** The version of the wire form that this decoder reads. */
    public static final int VERSION = 1;

    /** A value may be as large as PostgreSQL allows: the relay is a trusted peer. */
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNestingDepth(8)
                                    .build())
                    .build();

    private final Map<Integer, Table> tables = new HashMap<>();
    private @Nullable Generation generation;

    /**
     * Reads one line, with or without its line feed.
     *
     * @throws MalformedFeedException if the bytes are no message, or refer to a table that was not
     *     described
     */
    public FeedMessage decode(byte[] line) {
        return decode(line, 0, line.length);
    }

    /** As {@link #decode(byte[])}, of {@code length} bytes from {@code offset}. */
    public FeedMessage decode(byte[] bytes, int offset, int length) {
        try (JsonParser json = JSON.createParser(bytes, offset, length)) {
            expect(json.nextToken(), JsonToken.START_OBJECT);
            String kind = json.nextFieldName();
            if (kind == null) {
                throw new MalformedFeedException("expected a message, came an empty object");
            }
            FeedMessage message =
                    switch (kind) {
                        case "feed" -> opened(json);
                        case "table" -> described(json);
                        case "insert", "update", "delete", "truncate" -> changed(kind, json);
                        case "progress" -> progress(json);
                        case "gap" -> gap(json);
                        default ->
                                throw new MalformedFeedException(
                                        "unknown message '%s'".formatted(kind));
                    };
            if (json.nextToken() != null) {
                throw new MalformedFeedException("more than one message in a line");
            }
            return message;
        } catch (IOException notJson) {
            throw new MalformedFeedException("expected one JSON object", notJson);
        }
    }

    private FeedMessage opened(JsonParser json) throws IOException {
        int version = intValue(json);
        if (version != VERSION) {
            throw new MalformedFeedException(
                    "expected version %d of the feed, came %d".formatted(VERSION, version));
        }
        ChangePosition position = ChangePosition.parse(textField(json, "position"));
        generation = position.generation();
        String next = json.nextFieldName();
        if (next == null) {
            expect(json.currentToken(), JsonToken.END_OBJECT);
            return new FeedMessage.Opened(position);
        }
        if (!next.equals("present")) {
            throw new MalformedFeedException("expected 'present', came '%s'".formatted(next));
        }
        ChangePosition present = ChangePosition.parse(position.generation(), textValue(json));
        end(json);
        return new FeedMessage.Opened(position, present);
    }

    private FeedMessage described(JsonParser json) throws IOException {
        int id = intValue(json);
        long oid = longField(json, "oid");
        String schema = textField(json, "schema");
        String name = textField(json, "name");
        Table.ReplicaIdentity identity =
                constant(Table.ReplicaIdentity.class, textField(json, "identity"));
        List<Table.Column> columns = new ArrayList<>();
        field(json, "columns");
        expect(json.nextToken(), JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.START_OBJECT) {
            columns.add(
                    new Table.Column(
                            textField(json, "name"),
                            textField(json, "type"),
                            longField(json, "oid"),
                            booleanField(json, "primary"),
                            booleanField(json, "identity")));
            end(json);
        }
        expect(json.currentToken(), JsonToken.END_ARRAY);
        end(json);
        Table table = new Table(id, oid, schema, name, identity, columns);
        tables.put(id, table);
        return new FeedMessage.Described(table);
    }

    private FeedMessage changed(String kind, JsonParser json) throws IOException {
        int id = intValue(json);
        Table table = tables.get(id);
        if (table == null) {
            throw new MalformedFeedException("table %d was not described".formatted(id));
        }
        ChangePosition position = ChangePosition.parse(openedGeneration(), textField(json, "at"));
        Instant committedAt = instant(longField(json, "committed"));
        ChangeEvent event =
                switch (kind) {
                    case "insert" ->
                            new RowInserted(
                                    position, committedAt, table, rowField(json, "new", table));
                    case "update" -> {
                        Row old = rowField(json, "old", table);
                        yield new RowUpdated(
                                position, committedAt, table, old, rowField(json, "new", table));
                    }
                    case "delete" ->
                            new RowDeleted(
                                    position, committedAt, table, rowField(json, "old", table));
                    default -> new TableTruncated(position, committedAt, table);
                };
        end(json);
        return new FeedMessage.Changed(event);
    }

    private FeedMessage progress(JsonParser json) throws IOException {
        ChangePosition position = ChangePosition.parse(openedGeneration(), textValue(json));
        String next = json.nextFieldName();
        if (next == null) {
            expect(json.currentToken(), JsonToken.END_OBJECT);
            return new FeedMessage.Progress(position, null);
        }
        if (!next.equals("committed")) {
            throw new MalformedFeedException("expected 'committed', came '%s'".formatted(next));
        }
        Instant committedAt = instant(longValue(json));
        end(json);
        return new FeedMessage.Progress(position, committedAt);
    }

    private FeedMessage gap(JsonParser json) throws IOException {
        FeedMessage.Gap.Reason reason = constant(FeedMessage.Gap.Reason.class, textValue(json));
        ChangePosition position = ChangePosition.parse(textField(json, "position"));
        end(json);
        generation = position.generation();
        return new FeedMessage.Gap(reason, position);
    }

    private Generation openedGeneration() {
        if (generation == null) {
            throw new MalformedFeedException("expected the opening message first");
        }
        return generation;
    }

    private static Row rowField(JsonParser json, String side, Table table) throws IOException {
        field(json, side);
        expect(json.nextToken(), JsonToken.START_ARRAY);
        ColumnValue[] values = new ColumnValue[table.columns().size()];
        int count = 0;
        for (JsonToken token = json.nextToken();
                token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            if (count == values.length) {
                throw new MalformedFeedException(
                        "more values than the %d columns of the table".formatted(count));
            }
            values[count++] =
                    switch (token) {
                        case VALUE_STRING -> new ColumnValue.Present(json.getText());
                        case VALUE_NULL -> ColumnValue.NULL;
                        case VALUE_FALSE -> ColumnValue.ABSENT;
                        case null, default ->
                                throw new MalformedFeedException(
                                        "expected a value, came %s".formatted(token));
                    };
        }
        if (count < values.length) {
            throw new MalformedFeedException(
                    "expected %d values, came %d".formatted(values.length, count));
        }
        return new Row(List.of(values));
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String wireName) {
        try {
            return Enum.valueOf(type, wireName.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException unknown) {
            throw new MalformedFeedException("unknown name '%s'".formatted(wireName), unknown);
        }
    }

    private static String textField(JsonParser json, String name) throws IOException {
        field(json, name);
        return textValue(json);
    }

    private static long longField(JsonParser json, String name) throws IOException {
        field(json, name);
        return longValue(json);
    }

    private static boolean booleanField(JsonParser json, String name) throws IOException {
        field(json, name);
        Boolean value = json.nextBooleanValue();
        if (value == null) {
            throw new MalformedFeedException("expected true or false for '%s'".formatted(name));
        }
        return value;
    }

    private static String textValue(JsonParser json) throws IOException {
        expect(json.nextToken(), JsonToken.VALUE_STRING);
        return json.getText();
    }

    private static int intValue(JsonParser json) throws IOException {
        expect(json.nextToken(), JsonToken.VALUE_NUMBER_INT);
        return json.getIntValue();
    }

    private static long longValue(JsonParser json) throws IOException {
        expect(json.nextToken(), JsonToken.VALUE_NUMBER_INT);
        return json.getLongValue();
    }

    private static void field(JsonParser json, String name) throws IOException {
        String came = json.nextFieldName();
        if (!name.equals(came)) {
            throw new MalformedFeedException("expected '%s', came '%s'".formatted(name, came));
        }
    }

    private static void end(JsonParser json) throws IOException {
        expect(json.nextToken(), JsonToken.END_OBJECT);
    }

    private static void expect(@Nullable JsonToken came, JsonToken expected) {
        if (came != expected) {
            throw new MalformedFeedException("expected %s, came %s".formatted(expected, came));
        }
    }
}
