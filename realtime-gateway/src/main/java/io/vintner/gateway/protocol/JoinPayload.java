package io.vintner.gateway.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for when it joins a channel, read as leniently as upstream does: a part of the
 * wrong type counts as absent.
 *
 * @param accessToken the token for this channel; null to use the one of the connection
 * @param presence whether presence messages are wanted
 * @param privateChannel whether the topic is a private one
 * @param replay whether stored broadcasts are wanted
 * @param replicationReady whether to say when broadcasts from the database are connected
 * @param waits whether bindings that cannot be served fail the join
 * @param legacy whether it is a join of the first protocol, whose topic names a table
 * @param bindings what it wants to hear of, in the order asked for
 * @param ignored names of the parts that were of the wrong type
 */
public record JoinPayload(
        @Nullable String accessToken,
        boolean presence,
        boolean privateChannel,
        boolean replay,
        boolean replicationReady,
        boolean waits,
        boolean legacy,
        List<Binding> bindings,
        List<String> ignored) {

    private static final String SELECT_PROBLEM =
            "Error parsing `select` params: expected a list of column name strings, e.g. select:"
                    + " [\"col1\", \"col2\"]";
    private static final String FILTER_PROBLEM =
            "Error parsing `filter` params: expected a string, e.g. filter: \"id=eq.1\"";

    public JoinPayload {
        bindings = List.copyOf(bindings);
        ignored = List.copyOf(ignored);
    }

    /**
     * One entry of {@code postgres_changes}.
     *
     * @param sent as it came; echoed in the reply
     * @param problem why it cannot be served, in the words for the client; null if it may be
     */
    public record Binding(
            ObjectNode sent,
            @Nullable String event,
            @Nullable String schema,
            @Nullable String table,
            @Nullable String filter,
            @Nullable List<String> select,
            @Nullable String problem) {

        public Binding {
            select = select == null ? null : List.copyOf(select);
        }
    }

    /** Reads the payload of {@code phx_join}, whatever it is. */
    public static JoinPayload of(JsonNode payload) {
        List<String> ignored = new ArrayList<>();
        JsonNode config = object(payload, "config", ignored);
        JsonNode broadcast = object(config, "broadcast", ignored);
        JsonNode presence = object(config, "presence", ignored);
        JsonNode userToken = payload.path("user_token");
        return new JoinPayload(
                userToken.isTextual()
                        ? userToken.textValue()
                        : string(payload, "access_token", ignored),
                flag(presence, "enabled", ignored),
                flag(config, "private", ignored),
                present(broadcast.path("replay")),
                flag(broadcast, "replication_ready", ignored),
                flag(object(config, "postgres_changes_options", ignored), "wait", ignored),
                payload.path("config").isMissingNode(),
                bindings(config.path("postgres_changes"), ignored),
                ignored);
    }

    private static List<Binding> bindings(JsonNode list, List<String> ignored) {
        List<Binding> bindings = new ArrayList<>();
        if (present(list) && !list.isArray()) {
            ignored.add("postgres_changes");
            return bindings;
        }
        for (JsonNode entry : list) {
            if (entry instanceof ObjectNode sent) {
                bindings.add(binding(sent));
            } else if (!entry.isNull()) {
                ignored.add("postgres_changes");
            }
        }
        return bindings;
    }

    /**
     * A part of the wrong type must not widen what is asked for: the binding is refused, not read
     * without it.
     */
    private static Binding binding(ObjectNode sent) {
        @Nullable String problem = null;
        for (String name : List.of("schema", "table")) {
            if (isNoString(sent.path(name))) {
                problem =
                        "No subscription params provided. Please provide at least a `schema` or"
                                + " `table` to subscribe to: `%s` is not a string".formatted(name);
            }
        }
        if (isNoString(sent.path("filter"))) {
            problem = FILTER_PROBLEM;
        }
        JsonNode columns = sent.path("select");
        @Nullable List<String> select = null;
        if (present(columns)) {
            select = new ArrayList<>();
            if (!columns.isArray()) {
                problem = SELECT_PROBLEM;
            }
            for (JsonNode column : columns) {
                if (column.isTextual()) {
                    select.add(column.textValue());
                } else {
                    problem = SELECT_PROBLEM;
                }
            }
        }
        return new Binding(
                sent,
                sent.path("event").textValue(),
                sent.path("schema").textValue(),
                sent.path("table").textValue(),
                sent.path("filter").textValue(),
                select,
                problem);
    }

    private static boolean present(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }

    private static boolean isNoString(JsonNode node) {
        return present(node) && !node.isTextual();
    }

    private static JsonNode object(JsonNode parent, String name, List<String> ignored) {
        JsonNode node = parent.path(name);
        if (present(node) && !node.isObject()) {
            ignored.add(name);
            return MissingNode.getInstance();
        }
        return node;
    }

    private static @Nullable String string(JsonNode parent, String name, List<String> ignored) {
        JsonNode node = parent.path(name);
        if (isNoString(node)) {
            ignored.add(name);
        }
        return node.textValue();
    }

    /** A boolean, or the words true and false in any case. */
    private static boolean flag(JsonNode parent, String name, List<String> ignored) {
        JsonNode node = parent.path(name);
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isTextual()) {
            if (node.textValue().equalsIgnoreCase("true")) {
                return true;
            }
            if (node.textValue().equalsIgnoreCase("false")) {
                return false;
            }
        }
        if (present(node)) {
            ignored.add(name);
        }
        return false;
    }
}
