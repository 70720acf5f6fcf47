package io.vintner.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a client sends, in either serializer, as text or as bytes: a frame, or the declared
 * refusal; and whatever a join holds can be read. The usual build tries the examples of the
 * contract and random changes of them; with {@code JAZZER_FUZZ=1} in the environment Jazzer
 * searches on from there.
 */
class FrameFuzzTest {

    private static final int TRIES = 5_000;
    private static final Path EXAMPLES = Path.of("../docs/contracts/realtime-frames");
    private static final String JOIN =
            """
            ["6","6","realtime:room","phx_join",{"config":{"broadcast":{"ack":false,"self":"true",
            "replay":{"since":1}},"presence":{"key":"","enabled":true},"postgres_changes":[{"event":
            "*","schema":"public","table":"t","filter":"id=eq.1","select":["a"]},null],"private":
            false,"postgres_changes_options":{"wait":true}},"access_token":"a.b.c"}]
            """;
    private static final byte[] BROADCAST =
            "\3\1\1\15\3\0\00169realtime:roomevt{\"a\":1}".getBytes(StandardCharsets.ISO_8859_1);

    private static final List<FrameCodec> CODECS =
            List.of(new ObjectFrameCodec(100), new ArrayFrameCodec(100));

    static Stream<byte[]> realMessages() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            List<byte[]> examples =
                    files.sorted().filter(Files::isRegularFile).map(FrameFuzzTest::bytes).toList();
            return Stream.concat(
                    examples.stream(), Stream.of(JOIN.getBytes(StandardCharsets.UTF_8), BROADCAST));
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    @MethodSource("realMessages")
    @FuzzTest(maxDuration = "5m")
    void whateverAClientSendsIsAFrameOrRefused(byte[] message) {
        decodeOrRefuse(message);
    }

    @Test
    void aRealMessageThatWasChangedIsAFrameOrRefused() throws IOException {
        Random chance = new Random(1);
        List<byte[]> messages = realMessages().toList();
        for (int round = 0; round < TRIES; round++) {
            byte[] changed = messages.get(round % messages.size()).clone();
            for (int change = chance.nextInt(3); change >= 0; change--) {
                changed[chance.nextInt(changed.length)] = (byte) chance.nextInt();
            }
            decodeOrRefuse(changed);
        }
    }

    @Test
    void theRealMessagesAreFrames() {
        assertThat(decodeOrRefuse(JOIN.getBytes(StandardCharsets.UTF_8))).isEqualTo(1);
        assertThat(decodeOrRefuse(BROADCAST)).isEqualTo(1);
    }

    /** In how many of the four ways of reading it is a frame. */
    private static int decodeOrRefuse(byte[] message) {
        int frames = 0;
        for (FrameCodec codec : CODECS) {
            try {
                read(codec.decode(new String(message, StandardCharsets.UTF_8)), codec);
                frames++;
            } catch (MalformedFrameException refused) {
                // As declared: it is dropped and counted.
            }
            try {
                read(codec.decode(ByteBuffer.wrap(message)), codec);
                frames++;
            } catch (MalformedFrameException refused) {
                // As declared: it is dropped and counted.
            }
        }
        return frames;
    }

    /** What the gateway does with any frame: its references and its topic are echoed. */
    private static void read(InFrame frame, FrameCodec codec) {
        var response = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        codec.encode(
                new OutFrame.Reply(
                        frame.joinRef(),
                        frame.ref(),
                        frame.topic(),
                        OutFrame.Reply.Status.OK,
                        response));
        if (frame instanceof InFrame.Push push) {
            JoinPayload.of(push.payload());
        }
    }
}
