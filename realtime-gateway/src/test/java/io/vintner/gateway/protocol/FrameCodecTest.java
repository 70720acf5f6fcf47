package io.vintner.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {

    private static final Path EXAMPLES = Path.of("../docs/contracts/realtime-frames");
    private static final JsonMapper JSON = new JsonMapper();

    private final FrameCodec first = new ObjectFrameCodec(100);
    private final FrameCodec second = new ArrayFrameCodec(100);

    @Test
    void bothVersionsReadTheSameFrame() throws Exception {
        // Given
        InFrame.Push push =
                new InFrame.Push(
                        "6", "7", "realtime:room", "phx_join", JSON.readTree("{\"config\":{}}"));

        // When
        InFrame fromObject = first.decode(example("join.v1"));
        InFrame fromArray = second.decode(example("join.v2"));

        // Then
        assertThat(fromObject).isEqualTo(push);
        assertThat(fromArray).isEqualTo(push);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "heartbeat-reply",
                "join-reply",
                "join-refused",
                "system",
                "resumed",
                "close",
                "error",
                "presence-state",
                "postgres-changes"
            })
    void eachGoldenFrameIsWrittenInBothVersions(String name) throws IOException {
        // Given
        OutFrame frame = frame(name);

        // When
        EncodedFrame asObject = first.encode(frame);
        EncodedFrame asArray = second.encode(frame);

        // Then
        assertThat(text(asObject)).isEqualTo(example(name + ".v1"));
        assertThat(text(asArray)).isEqualTo(example(name + ".v2"));
    }

    private static OutFrame frame(String name) {
        String topic = "realtime:room";
        return switch (name) {
            case "heartbeat-reply" -> reply(null, "7", "phoenix", OutFrame.Reply.Status.OK, "{}");
            case "join-reply" ->
                    reply(
                            "6",
                            "6",
                            topic,
                            OutFrame.Reply.Status.OK,
                            "{\"postgres_changes\":[{\"event\":\"INSERT\",\"schema\":\"public\","
                                + "\"table\":\"vines\",\"filter\":\"id=eq.1\",\"id\":106243155}]}");
            case "join-refused" ->
                    reply(
                            "6",
                            "6",
                            topic,
                            OutFrame.Reply.Status.ERROR,
                            "{\"reason\":\"MalformedJWT: The token provided is not a valid JWT\"}");
            case "system" ->
                    new OutFrame.Push(
                            "6",
                            null,
                            topic,
                            "system",
                            object(
                                    "{\"extension\":\"postgres_changes\",\"status\":\"ok\",\"message\":\"Subscribed"
                                        + " to PostgreSQL\",\"channel\":\"room\"}"));
            case "resumed" ->
                    new OutFrame.Push(
                            "6",
                            null,
                            topic,
                            "system",
                            object(
                                    "{\"extension\":\"resume\",\"status\":\"ok\",\"message\":\"resumed\","
                                        + "\"channel\":\"room\",\"count\":12}"));
            case "close" -> new OutFrame.Push("6", "6", topic, "phx_close", object("{}"));
            case "error" -> new OutFrame.Push("6", "6", topic, "phx_error", object("{}"));
            case "presence-state" ->
                    new OutFrame.Push("6", "6", topic, "presence_state", object("{}"));
            case "postgres-changes" ->
                    new OutFrame.Changes(
                            topic,
                            List.of(106243155L, 12L),
                            bytes(
                                    "{\"type\":\"INSERT\",\"record\":{\"id\":1,\"name\":\"Grüner"
                                            + " Veltliner\"},\"errors\":null}"));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static OutFrame.Reply reply(
            String joinRef, String ref, String topic, OutFrame.Reply.Status status, String json) {
        return new OutFrame.Reply(joinRef, ref, topic, status, object(json));
    }

    private static ObjectNode object(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            return (ObjectNode) node;
        } catch (IOException notJson) {
            throw new IllegalArgumentException(notJson);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                          | empty message",
                "{                                           | not JSON",
                "[1,2,3,4,5]                                 | expected an object",
                "{\"topic\":\"t\",\"event\":\"e\",\"ref\":null} | expected 'payload'",
                "{\"topic\":\"t\",\"event\":\"e\",\"payload\":{}} | expected 'ref'",
                "{\"event\":\"e\",\"payload\":{},\"ref\":null}    | expected a string for 'topic'",
                "{\"topic\":\"t\",\"payload\":{},\"ref\":null}    | expected a string for 'event'",
                "{\"topic\":\"t\",\"event\":\"e\",\"payload\":{},\"ref\":{}} | expected a string"
                        + " for 'ref'",
            })
    void refusesWhatIsNoObjectFrame(String text, String complaint) {
        assertThatThrownBy(() -> first.decode(text))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessage(complaint);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                          | empty message",
                "{}                          | expected an array of five",
                "[null,null,\"t\",\"e\"]     | expected an array of five",
                "[{},null,\"t\",\"e\",{}]    | expected a string for 'join_ref'",
                "[null,true,\"t\",\"e\",{}]  | expected a string for 'ref'",
                "[null,null,null,\"e\",{}]   | expected a string for 'topic'",
                "[null,null,\"t\",5,{}]      | expected a string for 'event'",
            })
    void refusesWhatIsNoArrayFrame(String text, String complaint) {
        assertThatThrownBy(() -> second.decode(text))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessage(complaint);
    }

    @Test
    void toleratesMoreThanFiveElements() throws Exception {
        assertThat(second.decode("[null,\"1\",\"phoenix\",\"heartbeat\",{},7]").ref())
                .isEqualTo("1");
    }

    @Test
    void refusesJsonThatIsNestedTooDeep() {
        String deep = "[null,null,\"t\",\"e\"," + "[".repeat(200) + "]".repeat(200) + "]";
        assertThatThrownBy(() -> second.decode(deep)).hasMessage("not JSON");
    }

    @Test
    void readsTheBroadcastThatTheStockClientSends() throws Exception {
        // Given
        ByteBuffer measured =
                ByteBuffer.wrap(
                        HexFormat.of()
                                .parseHex(
                                        "0301010d030001"
                                                + "36"
                                                + "39"
                                                + "7265616c74696d653a726f6f6d"
                                                + "657674"
                                                + "7b2261223a317d"));

        // When
        InFrame frame = second.decode(measured);

        // Then
        assertThat(frame)
                .isEqualTo(
                        new InFrame.Broadcast(
                                "6",
                                "9",
                                "realtime:room",
                                "evt",
                                bytes(""),
                                PayloadEncoding.JSON,
                                bytes("{\"a\":1}")));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                   | binary frame cut short",
                "03                   | binary frame cut short",
                "00010101010000       | unknown binary kind 0",
                "03010000000000       | binary frame cut short",
                "03000000000002       | unknown payload encoding 2",
                "0300000100000 1ff    | binary frame with a field that is not UTF-8",
            })
    void refusesBytesThatAreNoBroadcast(String hex, String complaint) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
        assertThatThrownBy(() -> second.decode(bytes))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessage(complaint);
    }

    @Test
    void theFirstVersionHasNoBinaryFrames() {
        assertThatThrownBy(() -> first.decode(bytes("x")))
                .isInstanceOf(MalformedFrameException.class);
    }

    @Test
    void aBroadcastGoesOutInTheFormOfEachVersion() {
        // Given
        OutFrame.Broadcast broadcast =
                new OutFrame.Broadcast(
                        "realtime:room",
                        "evt",
                        bytes("{\"id\":\"x\"}"),
                        PayloadEncoding.JSON,
                        bytes("{\"a\":1}"));

        // When
        EncodedFrame asObject = first.encode(broadcast);
        EncodedFrame asArray = second.encode(broadcast);

        // Then
        assertThat(text(asObject))
                .isEqualTo(
                        "{\"topic\":\"realtime:room\",\"event\":\"broadcast\",\"payload\":{\"type\":\"broadcast\","
                            + "\"event\":\"evt\",\"payload\":{\"a\":1},\"meta\":{\"id\":\"x\"}},\"ref\":null}");
        assertThat(asArray.isText()).isFalse();
        assertThat(HexFormat.of().formatHex(asArray.payload()))
                .isEqualTo(
                        "040d030a01"
                                + HexFormat.of()
                                        .formatHex(
                                                "realtime:roomevt{\"id\":\"x\"}{\"a\":1}"
                                                        .getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "125, 2", "126, 4", "65535, 4", "65536, 10"})
    void theWebSocketHeaderFitsTheLength(int length, int header) {
        // When
        EncodedFrame frame = EncodedFrame.text(new byte[length]);

        // Then
        assertThat(frame.size()).isEqualTo(header + length);
        assertThat(frame.payload()).hasSize(length);
        ByteBuffer wire = ByteBuffer.wrap(frame.wire());
        assertThat(wire.get(0)).isEqualTo((byte) 0x81);
        long stated =
                switch (header) {
                    case 2 -> wire.get(1);
                    case 4 -> Short.toUnsignedLong(wire.getShort(2));
                    default -> wire.getLong(2);
                };
        assertThat(stated).isEqualTo(length);
    }

    @Test
    void aSharedFrameIsEncodedOnceForEachVersion() {
        // Given
        SharedFrame shared = new SharedFrame(frame("postgres-changes"));

        // When
        EncodedFrame encoded = shared.encodedBy(second);

        // Then
        assertThat(shared.encodedBy(new ArrayFrameCodec(10))).isSameAs(encoded);
        assertThat(shared.encodedBy(first)).isNotSameAs(encoded);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(EncodedFrame frame) {
        assertThat(frame.isText()).isTrue();
        return new String(frame.payload(), StandardCharsets.UTF_8);
    }

    private static String example(String name) throws IOException {
        return Files.readString(EXAMPLES.resolve(name + ".json")).strip();
    }
}
