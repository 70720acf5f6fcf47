package io.vintner.gateway.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.gateway.protocol.OutFrame.Broadcast;
import io.vintner.gateway.protocol.OutFrame.Changes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Version 2.0.0: a JSON array of join reference, reference, topic, event and payload in a text
 * message; broadcasts in binary messages. Kinds 0, 1 and 2 are never sent: the stock client stops
 * at them.
 */
public final class ArrayFrameCodec implements FrameCodec {

    private static final int FIELDS = 5;
    private static final byte USER_BROADCAST_PUSH = 3;
    private static final byte USER_BROADCAST = 4;
    private static final int FIELD_BYTES_MAX = 255;

    private final FrameJson json;

    /**
     * @param depthMax how deep the JSON of a frame may be nested
     */
    public ArrayFrameCodec(int depthMax) {
        json = new FrameJson(depthMax);
    }

    @Override
    public String version() {
        return "2.0.0";
    }

    /** {@inheritDoc} More than five elements are tolerated. */
    @Override
    public InFrame decode(String text) throws MalformedFrameException {
        JsonNode frame = json.read(text);
        if (!frame.isArray() || frame.size() < FIELDS) {
            throw new MalformedFrameException("expected an array of five");
        }
        return new InFrame.Push(
                FrameJson.ref(frame.get(0), "join_ref"),
                FrameJson.ref(frame.get(1), "ref"),
                FrameJson.text(frame.get(2), "topic"),
                FrameJson.text(frame.get(3), "event"),
                frame.get(4));
    }

    @Override
    public InFrame decode(ByteBuffer message) throws MalformedFrameException {
        ByteBuffer in = message.duplicate();
        try {
            byte kind = in.get();
            if (kind != USER_BROADCAST_PUSH) {
                throw new MalformedFrameException("unknown binary kind %d".formatted(kind));
            }
            int joinRefLength = Byte.toUnsignedInt(in.get());
            int refLength = Byte.toUnsignedInt(in.get());
            int topicLength = Byte.toUnsignedInt(in.get());
            int eventLength = Byte.toUnsignedInt(in.get());
            int metadataLength = Byte.toUnsignedInt(in.get());
            PayloadEncoding encoding = encoding(in.get());
            String joinRef = text(in, joinRefLength);
            String ref = text(in, refLength);
            String topic = text(in, topicLength);
            String event = text(in, eventLength);
            ByteBuffer metadata = slice(in, metadataLength);
            return new InFrame.Broadcast(
                    joinRef.isEmpty() ? null : joinRef,
                    ref.isEmpty() ? null : ref,
                    topic,
                    event,
                    metadata,
                    encoding,
                    in.slice());
        } catch (BufferUnderflowException cutShort) {
            throw new MalformedFrameException("binary frame cut short", cutShort);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException for a broadcast with a field of more than 255 bytes
     */
    @Override
    public EncodedFrame encode(OutFrame frame) {
        return switch (frame) {
            case Changes changes ->
                    FrameJson.encodeChanges(
                            "[null,null,"
                                    + FrameJson.quoted(changes.topic())
                                    + ",\"postgres_changes\",",
                            changes,
                            "]");
            case Broadcast broadcast -> encodeBroadcast(broadcast);
            case OutFrame.Reply _, OutFrame.Push _ ->
                    json.encode(out -> {
                        out.writeStartArray();
                        out.writeString(FrameJson.joinRef(frame));
                        out.writeString(FrameJson.ref(frame));
                        out.writeString(frame.topic());
                        out.writeString(FrameJson.event(frame));
                        FrameJson.writePayload(frame, out);
                        out.writeEndArray();
                    });
        };
    }

    private static EncodedFrame encodeBroadcast(Broadcast broadcast) {
        byte[] topic = field(broadcast.topic());
        byte[] event = field(broadcast.event());
        ByteBuffer metadata = broadcast.metadata().duplicate();
        ByteBuffer payload = broadcast.payload().duplicate();
        if (metadata.remaining() > FIELD_BYTES_MAX) {
            throw new IllegalArgumentException("metadata of more than 255 bytes");
        }
        ByteBuffer out =
                ByteBuffer.allocate(
                        FIELDS
                                + topic.length
                                + event.length
                                + metadata.remaining()
                                + payload.remaining());
        out.put(USER_BROADCAST)
                .put((byte) topic.length)
                .put((byte) event.length)
                .put((byte) metadata.remaining())
                .put(code(broadcast.encoding()))
                .put(topic)
                .put(event)
                .put(metadata)
                .put(payload);
        return EncodedFrame.binary(out.array());
    }

    private static byte[] field(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > FIELD_BYTES_MAX) {
            throw new IllegalArgumentException("a field of more than 255 bytes");
        }
        return utf8;
    }

    private static byte code(PayloadEncoding encoding) {
        return switch (encoding) {
            case RAW -> 0;
            case JSON -> 1;
        };
    }

    private static PayloadEncoding encoding(byte code) throws MalformedFrameException {
        return switch (code) {
            case 0 -> PayloadEncoding.RAW;
            case 1 -> PayloadEncoding.JSON;
            default ->
                    throw new MalformedFrameException(
                            "unknown payload encoding %d".formatted(code));
        };
    }

    private static ByteBuffer slice(ByteBuffer in, int length) {
        if (in.remaining() < length) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = in.slice(in.position(), length);
        in.position(in.position() + length);
        return part;
    }

    private static String text(ByteBuffer in, int length) throws MalformedFrameException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(slice(in, length)).toString();
        } catch (CharacterCodingException notText) {
            throw new MalformedFrameException(
                    "binary frame with a field that is not UTF-8", notText);
        }
    }
}
