package io.vintner.gateway.bench.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The frames of WebSockets (RFC 6455), as far as the gateway uses them: unfragmented. */
final class WebSocketFrames {

    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int LENGTH_IN_16_BITS = 126;
    private static final int LENGTH_IN_64_BITS = 127;

    private WebSocketFrames() {}

    /** Takes frames in. */
    interface Taker {

        /** A whole frame; its payload lies in the buffer only until this returns. */
        void frame(int opcode, byte[] buffer, int from, int length);
    }

    /**
     * Takes all whole frames from a buffer.
     *
     * @return where the first frame begins that has not come whole
     * @throws IllegalStateException if a message comes in parts
     */
    static int take(byte[] buffer, int from, int end, Taker taker) {
        int at = from;
        while (end - at >= 2) {
            int head = 2;
            long length = buffer[at + 1] & 0x7F;
            if (length == LENGTH_IN_16_BITS) {
                head = 4;
            } else if (length == LENGTH_IN_64_BITS) {
                head = 10;
            }
            if (end - at < head) {
                break;
            }
            if (head > 2) {
                length = 0;
                for (int i = at + 2; i < at + head; i++) {
                    length = (length << 8) | (buffer[i] & 0xFF);
                }
            }
            if (end - at < head + length) {
                break;
            }
            if ((buffer[at] & FINAL) == 0) {
                throw new IllegalStateException("a message came in parts");
            }
            taker.frame(buffer[at] & 0xF, buffer, at + head, (int) length);
            at += head + (int) length;
        }
        return at;
    }

    /**
     * A client's text message. Its mask is zero, which is one, and leaves the bytes as they are.
     */
    static ByteBuffer text(String text) {
        return ofClient(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    static ByteBuffer ofClient(int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) (FINAL | opcode));
        if (payload.length < LENGTH_IN_16_BITS) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length <= 0xFFFF) {
            frame.put((byte) (MASKED | LENGTH_IN_16_BITS)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | LENGTH_IN_64_BITS)).putLong(payload.length);
        }
        return frame.putInt(0).put(payload).flip();
    }
}
