package io.vintner.gateway.protocol;

import java.io.Serial;

/** What a client sent is no frame of its version. The message names the part, never its content. */
public final class MalformedFrameException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    public MalformedFrameException(String message) {
        super(message);
    }

    public MalformedFrameException(String message, Throwable cause) {
        super(message, cause);
    }
}
