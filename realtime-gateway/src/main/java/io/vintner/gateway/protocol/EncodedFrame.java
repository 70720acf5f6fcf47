package io.vintner.gateway.protocol;

import java.util.Arrays;

/**
 * One WebSocket message as it goes over the wire, header included (RFC 6455, section 5.2: final,
 * unmasked). The bytes are the same for every socket that gets it, so they are made once and
 * shared; nobody modifies them.
 */
public final class EncodedFrame {

    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int FINAL = 0x80;
    private static final int LENGTH_IN_16_BITS = 126;
    private static final int LENGTH_IN_64_BITS = 127;

    private final byte[] wire;
    private final int payloadStart;

    private EncodedFrame(int opcode, byte[] payload) {
        int length = payload.length;
        payloadStart = length < LENGTH_IN_16_BITS ? 2 : length <= 0xFFFF ? 4 : 10;
        wire = new byte[payloadStart + length];
        wire[0] = (byte) (FINAL | opcode);
        switch (payloadStart) {
            case 2 -> wire[1] = (byte) length;
            case 4 -> {
                wire[1] = LENGTH_IN_16_BITS;
                wire[2] = (byte) (length >>> 8);
                wire[3] = (byte) length;
            }
            default -> {
                wire[1] = LENGTH_IN_64_BITS;
                for (int index = 0; index < 4; index++) {
                    wire[9 - index] = (byte) (length >>> (8 * index));
                }
            }
        }
        System.arraycopy(payload, 0, wire, payloadStart, length);
    }

    /** A text message. */
    static EncodedFrame text(byte[] utf8) {
        return new EncodedFrame(TEXT, utf8);
    }

    /** A binary message. */
    static EncodedFrame binary(byte[] payload) {
        return new EncodedFrame(BINARY, payload);
    }

    /** Header and payload; shared, not to be modified. */
    public byte[] wire() {
        return wire;
    }

    /** How many bytes go over the wire. */
    public int size() {
        return wire.length;
    }

    /** Whether it is a text message. */
    public boolean isText() {
        return (wire[0] & 0xF) == TEXT;
    }

    /** A copy of the message without its header. */
    public byte[] payload() {
        return Arrays.copyOfRange(wire, payloadStart, wire.length);
    }
}
