package io.vintner.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * A text frame of a {@link NodeClient} that says its frames, of either serializer.
 *
 * @param joinRef missing where the serializer has none
 */
record Frame(
        boolean sent,
        JsonNode joinRef,
        JsonNode ref,
        String topic,
        String event,
        JsonNode payload) {

    private static final String SENT = "sent";
    private static final String RECEIVED = "received";

    /** Everything so far, in order. */
    static List<Frame> all(NodeClient client) {
        return client.said().stream()
                .filter(line -> line.has(SENT) || line.has(RECEIVED))
                .map(Frame::of)
                .toList();
    }

    static List<Frame> sent(NodeClient client, String event) {
        return of(client, event).filter(Frame::sent).toList();
    }

    static List<Frame> received(NodeClient client, String event) {
        return of(client, event).filter(frame -> !frame.sent()).toList();
    }

    /** Whether it belongs to that channel. */
    boolean isOf(String channel) {
        return topic.equals("realtime:" + channel);
    }

    private static Stream<Frame> of(NodeClient client, String event) {
        return all(client).stream().filter(frame -> frame.event().equals(event));
    }

    private static Frame of(JsonNode line) {
        boolean sent = line.has(SENT);
        JsonNode frame = line.path(sent ? SENT : RECEIVED);
        return frame.isArray()
                ? new Frame(
                        sent,
                        frame.path(0),
                        frame.path(1),
                        frame.path(2).asText(),
                        frame.path(3).asText(),
                        frame.path(4))
                : new Frame(
                        sent,
                        frame.path("join_ref"),
                        frame.path("ref"),
                        frame.path("topic").asText(),
                        frame.path("event").asText(),
                        frame.path("payload"));
    }
}
