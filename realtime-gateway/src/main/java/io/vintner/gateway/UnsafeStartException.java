package io.vintner.gateway;

import java.io.Serial;

/** The gateway was told to run in a way that would be unsafe; the message says what to change. */
final class UnsafeStartException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    UnsafeStartException(String message) {
        super(message);
    }
}
