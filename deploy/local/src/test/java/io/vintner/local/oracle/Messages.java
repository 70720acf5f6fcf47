package io.vintner.local.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes as one line of text, be they expected or heard. */
final class Messages {

    private static final List<String> COLUMNS =
            List.of("id", "owner", "team", "kind", "number", "version");

    private static final String FOR = " for [";

    private Messages() {}

    /**
     * @param record the new version, empty if there is none
     * @param old what is told of the old version
     * @param bindings which bindings of the channel it is for, by their place
     */
    static String text(
            String kind, String table, String record, String old, List<Integer> bindings) {
        return "%s %s {%s} old {%s} for %s".formatted(kind, table, record, old, bindings);
    }

    /** The same, whoever it is for. */
    static String withoutBindings(String message) {
        int end = message.lastIndexOf(FOR);
        return end < 0 ? message : message.substring(0, end);
    }

    /** Whether it is for some of the bindings that the other is for, and no others. */
    static boolean isForSomeOf(String message, String other) {
        List<String> some = bindings(message);
        return !some.isEmpty() && bindings(other).containsAll(some);
    }

    private static List<String> bindings(String message) {
        int begin = message.lastIndexOf(FOR);
        return begin < 0
                ? List.of()
                : List.of(
                        message.substring(begin + FOR.length(), message.length() - 1).split(", "));
    }

    /** Of the {@code data} of a message on the wire. */
    static String ofWire(JsonNode data, List<Integer> bindings) {
        return text(
                        data.path("type").asText(),
                        data.path("table").asText(),
                        values(data.path("record")),
                        values(data.path("old_record")),
                        bindings)
                + errors(data);
    }

    /** Of what the client gives to a callback. */
    static String ofCallback(JsonNode change, List<Integer> bindings) {
        return text(
                        change.path("eventType").asText(),
                        change.path("table").asText(),
                        values(change.path("new")),
                        values(change.path("old")),
                        bindings)
                + errors(change);
    }

    /** What the gateway says of itself, where the oracle is concerned. */
    static Optional<Heard> system(JsonNode payload) {
        String about = payload.path("extension").asText();
        String message = payload.path("message").asText();
        if (about.equals("resume")) {
            return Optional.of(
                    message.equals("resumed")
                            ? new Heard.Resumed(payload.path("count").asLong(-1))
                            : new Heard.Fetch());
        }
        if (message.startsWith("Changes were missed")) {
            return Optional.of(new Heard.Missed());
        }
        return payload.path("status").asText().equals("ok")
                ? Optional.empty()
                : Optional.of(new Heard.Told("an error: " + message));
    }

    private static String errors(JsonNode change) {
        JsonNode errors = change.path("errors");
        return errors.isNull() || errors.isMissingNode() ? "" : " errors " + errors;
    }

    /** In the order of the columns; others, which no table has, come last. */
    private static String values(JsonNode row) {
        List<String> values = new ArrayList<>();
        for (String column : COLUMNS) {
            if (row.has(column)) {
                values.add(column + "=" + row.path(column).asText());
            }
        }
        for (Map.Entry<String, JsonNode> value : row.properties()) {
            if (!COLUMNS.contains(value.getKey())) {
                values.add(value.getKey() + "=" + value.getValue());
            }
        }
        return String.join(" ", values);
    }
}
