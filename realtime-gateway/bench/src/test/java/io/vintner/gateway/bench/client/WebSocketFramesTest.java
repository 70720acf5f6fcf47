package io.vintner.gateway.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketFramesTest {

    private final List<String> taken = new ArrayList<>();

    private int take(byte[] bytes, int end) {
        return WebSocketFrames.take(
                bytes,
                0,
                end,
                (opcode, buffer, from, length) ->
                        taken.add(
                                opcode
                                        + " "
                                        + new String(
                                                buffer, from, length, StandardCharsets.UTF_8)));
    }

    private static byte[] ofServer(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 1 << 16) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 40_000, 65_535, 65_536, 100_000})
    void takesAFrameOfEachLength(int length) {
        // Given
        byte[] frame = ofServer("x".repeat(length));

        // When
        int end = take(frame, frame.length);

        // Then
        assertThat(end).isEqualTo(frame.length);
        assertThat(taken).containsExactly("1 " + "x".repeat(length));
    }

    @Test
    void leavesAFrameThatHasNotComeWhole() {
        // Given
        byte[] first = ofServer("one");
        byte[] second = ofServer("y".repeat(300));
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);

        for (int end = first.length; end < both.length; end++) {
            // When
            taken.clear();
            int rest = take(both, end);

            // Then
            assertThat(rest).isEqualTo(first.length);
            assertThat(taken).containsExactly("1 one");
        }
    }

    @Test
    void refusesAMessageInParts() {
        // When, Then
        assertThatThrownBy(() -> take(new byte[] {0x01, 0x00}, 2))
                .hasMessage("a message came in parts");
    }
}
