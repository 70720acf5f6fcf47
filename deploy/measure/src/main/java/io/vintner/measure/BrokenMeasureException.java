package io.vintner.measure;

import java.io.Serial;

/** What was to be measured did not happen; a figure would be worth nothing. */
public final class BrokenMeasureException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    /** Something is missing or wrong. */
    public BrokenMeasureException(String message) {
        super(message);
    }

    /** Something failed. */
    public BrokenMeasureException(String message, Throwable cause) {
        super(message, cause);
    }
}
