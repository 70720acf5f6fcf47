package io.vintner.relay.pgoutput;

import java.io.Serial;

/**
 * What came is not pgoutput's protocol version 1: bytes that are no message, or a message out of
 * its order. Nothing can be skipped safely, so the relay stops.
 */
public final class MalformedPgOutputException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    public MalformedPgOutputException(String message) {
        super(message);
    }

    public MalformedPgOutputException(String message, Throwable cause) {
        super(message, cause);
    }
}
