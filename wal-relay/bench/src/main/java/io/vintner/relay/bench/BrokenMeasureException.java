package io.vintner.relay.bench;

import java.io.Serial;

/** What was to be measured did not happen; a figure would be worth nothing. */
final class BrokenMeasureException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    BrokenMeasureException(String message) {
        super(message);
    }

    BrokenMeasureException(String message, Throwable cause) {
        super(message, cause);
    }
}
