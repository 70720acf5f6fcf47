package io.vintner.gateway.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vintner.gateway.protocol.OutFrame.Broadcast;
import io.vintner.gateway.protocol.OutFrame.Changes;
import io.vintner.gateway.protocol.OutFrame.Push;
import io.vintner.gateway.protocol.OutFrame.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The JSON that both versions have in common: bounded reading, payloads, references. */
final class FrameJson {

    private final ObjectMapper mapper;
    private final JsonFactory factory;

    /**
     * @param depthMax of the JSON in a frame
     */
    FrameJson(int depthMax) {
        factory =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(depthMax)
                                        // The socket bounds the message itself.
                                        .maxStringLength(Integer.MAX_VALUE)
                                        .build())
                        // The reader's position would quote what the client sent.
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .build();
        mapper = JsonMapper.builder(factory).build();
    }

    JsonNode read(String text) throws MalformedFrameException {
        try {
            JsonNode json = mapper.readTree(text);
            if (json == null || json.isMissingNode()) {
                throw new MalformedFrameException("empty message");
            }
            return json;
        } catch (JsonProcessingException notJson) {
            throw new MalformedFrameException("not JSON", notJson);
        }
    }

    /** A reference: absent, or a scalar whose text is echoed. */
    static @Nullable String ref(@Nullable JsonNode node, String name)
            throws MalformedFrameException {
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual() && !node.isIntegralNumber()) {
            throw new MalformedFrameException("expected a string for '%s'".formatted(name));
        }
        return node.asText();
    }

    static String text(@Nullable JsonNode node, String name) throws MalformedFrameException {
        if (node == null || !node.isTextual()) {
            throw new MalformedFrameException("expected a string for '%s'".formatted(name));
        }
        return node.textValue();
    }

    /** Something that writes JSON. */
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    EncodedFrame encode(Writing writing) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(512)) {
            try (JsonGenerator json = factory.createGenerator(bytes)) {
                json.setCodec(mapper);
                writing.to(json);
            }
            byte[] utf8 = bytes.toByteArray();
            return EncodedFrame.text(utf8);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
    }

    static String event(OutFrame frame) {
        return switch (frame) {
            case Reply _ -> "phx_reply";
            case Push push -> push.event();
            case Changes _ -> "postgres_changes";
            case Broadcast _ -> "broadcast";
        };
    }

    static @Nullable String joinRef(OutFrame frame) {
        return switch (frame) {
            case Reply reply -> reply.joinRef();
            case Push push -> push.joinRef();
            case Changes _, Broadcast _ -> null;
        };
    }

    static @Nullable String ref(OutFrame frame) {
        return switch (frame) {
            case Reply reply -> reply.ref();
            case Push push -> push.ref();
            case Changes _, Broadcast _ -> null;
        };
    }

    static void writePayload(OutFrame frame, JsonGenerator json) throws IOException {
        switch (frame) {
            case Reply reply -> {
                json.writeStartObject();
                json.writeStringField("status", reply.status().wireName());
                json.writeFieldName("response");
                json.writeTree(reply.response());
                json.writeEndObject();
            }
            case Push push -> json.writeTree(push.payload());
            case Changes _ ->
                    throw new IllegalStateException("changes are encoded from their own bytes");
            case Broadcast broadcast -> writeBroadcast(broadcast, json);
        }
    }

    private static void writeBroadcast(Broadcast broadcast, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "broadcast");
        json.writeStringField("event", broadcast.event());
        json.writeFieldName("payload");
        writeRaw(broadcast.payload(), json);
        if (broadcast.metadata().hasRemaining()) {
            json.writeFieldName("meta");
            writeRaw(broadcast.metadata(), json);
        }
        json.writeEndObject();
    }

    private static void writeRaw(ByteBuffer utf8, JsonGenerator json) throws IOException {
        json.writeRawValue(StandardCharsets.UTF_8.decode(utf8.duplicate()).toString());
    }

    /**
     * A change between what its version puts around it: the bytes that are shared are copied, not
     * read.
     */
    static EncodedFrame encodeChanges(String before, Changes changes, String after) {
        StringBuilder head = new StringBuilder(before.length() + 64).append(before);
        head.append("{\"ids\":[");
        for (int index = 0; index < changes.ids().size(); index++) {
            head.append(index == 0 ? "" : ",").append(changes.ids().get(index));
        }
        head.append("],\"data\":");
        byte[] start = head.toString().getBytes(StandardCharsets.UTF_8);
        byte[] end = ("}" + after).getBytes(StandardCharsets.UTF_8);
        ByteBuffer data = changes.data().duplicate();
        byte[] message = new byte[start.length + data.remaining() + end.length];
        ByteBuffer.wrap(message).put(start).put(data).put(end);
        return EncodedFrame.text(message);
    }

    /** {@code text} as a JSON string, with its quotes. */
    static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
