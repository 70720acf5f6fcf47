package io.vintner.gateway.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.gateway.protocol.OutFrame.Broadcast;
import io.vintner.gateway.protocol.OutFrame.Changes;
import java.nio.ByteBuffer;

/**
 * Version 1.0.0: a JSON object in a text message. It has no binary messages, and its answers carry
 * no {@code join_ref}.
 */
public final class ObjectFrameCodec implements FrameCodec {

    private final FrameJson json;

    /**
     * @param depthMax how deep the JSON of a frame may be nested
     */
    public ObjectFrameCodec(int depthMax) {
        json = new FrameJson(depthMax);
    }

    @Override
    public String version() {
        return "1.0.0";
    }

    @Override
    public InFrame decode(String text) throws MalformedFrameException {
        JsonNode frame = json.read(text);
        if (!frame.isObject()) {
            throw new MalformedFrameException("expected an object");
        }
        JsonNode payload = frame.get("payload");
        if (payload == null || !frame.has("ref")) {
            throw new MalformedFrameException(
                    "expected '%s'".formatted(payload == null ? "payload" : "ref"));
        }
        return new InFrame.Push(
                FrameJson.ref(frame.get("join_ref"), "join_ref"),
                FrameJson.ref(frame.get("ref"), "ref"),
                FrameJson.text(frame.get("topic"), "topic"),
                FrameJson.text(frame.get("event"), "event"),
                payload);
    }

    @Override
    public InFrame decode(ByteBuffer message) throws MalformedFrameException {
        throw new MalformedFrameException("version 1.0.0 has no binary frames");
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException for a raw broadcast, which this version cannot carry
     */
    @Override
    public EncodedFrame encode(OutFrame frame) {
        if (frame instanceof Changes changes) {
            return FrameJson.encodeChanges(
                    "{\"topic\":"
                            + FrameJson.quoted(changes.topic())
                            + ",\"event\":\"postgres_changes\",\"payload\":",
                    changes,
                    ",\"ref\":null}");
        }
        if (frame instanceof Broadcast broadcast && broadcast.encoding() == PayloadEncoding.RAW) {
            throw new IllegalArgumentException("version 1.0.0 has no raw broadcasts");
        }
        return json.encode(out -> {
            out.writeStartObject();
            out.writeStringField("topic", frame.topic());
            out.writeStringField("event", FrameJson.event(frame));
            out.writeFieldName("payload");
            FrameJson.writePayload(frame, out);
            out.writeStringField("ref", FrameJson.ref(frame));
            out.writeEndObject();
        });
    }
}
