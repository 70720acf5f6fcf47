package io.vintner.change;

import java.io.Serial;

/** The bytes of a change feed are not what docs/contracts/change-feed.md describes. */
public final class MalformedFeedException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    public MalformedFeedException(String message) {
        super(message);
    }

    public MalformedFeedException(String message, Throwable cause) {
        super(message, cause);
    }
}
