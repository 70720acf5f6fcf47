package io.vintner.local.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Frames in one of the two serializers, as a client reads and writes them. */
final class RawFrames {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final boolean asArrays;

    /** What a client reads of a frame; the reference is empty if it has none. */
    record Frame(String ref, String topic, String event, JsonNode payload) {}

    /**
     * @param serializer {@code 1.0.0} or {@code 2.0.0}
     */
    RawFrames(String serializer) {
        asArrays = serializer.equals("2.0.0");
    }

    Frame read(JsonNode frame) {
        return asArrays
                ? new Frame(
                        frame.path(1).asText(""),
                        frame.path(2).asText(),
                        frame.path(3).asText(),
                        frame.path(4))
                : new Frame(
                        frame.path("ref").asText(""),
                        frame.path("topic").asText(),
                        frame.path("event").asText(),
                        frame.path("payload"));
    }

    String write(
            @Nullable String joinRef,
            String ref,
            String topic,
            String event,
            Map<String, ?> payload) {
        try {
            if (asArrays) {
                return JSON.writeValueAsString(Arrays.asList(joinRef, ref, topic, event, payload));
            }
            Map<String, Object> frame = new LinkedHashMap<>();
            frame.put("topic", topic);
            frame.put("event", event);
            frame.put("payload", payload);
            frame.put("ref", ref);
            if (joinRef != null) {
                frame.put("join_ref", joinRef);
            }
            return JSON.writeValueAsString(frame);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
