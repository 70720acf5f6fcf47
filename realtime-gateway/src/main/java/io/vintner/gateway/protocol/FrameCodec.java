package io.vintner.gateway.protocol;

import java.nio.ByteBuffer;

/** Reads and writes the frames of one version of the protocol. Stateless and thread-safe. */
public sealed interface FrameCodec permits ObjectFrameCodec, ArrayFrameCodec {

    /** The value of the query parameter {@code vsn} that asks for it. */
    String version();

    /**
     * Reads a text message.
     *
     * @throws MalformedFrameException if it is no frame of this version
     */
    InFrame decode(String text) throws MalformedFrameException;

    /**
     * Reads a binary message.
     *
     * @param message its bytes; the frame refers to them
     * @throws MalformedFrameException if it is no frame of this version
     */
    InFrame decode(ByteBuffer message) throws MalformedFrameException;

    /** Writes a frame. */
    EncodedFrame encode(OutFrame frame);
}
