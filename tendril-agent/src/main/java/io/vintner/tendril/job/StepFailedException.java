package io.vintner.tendril.job;

import io.vintner.tendril.control.FailureCode;
import org.jspecify.annotations.Nullable;

/** A job cannot go on; the message is for the vine's owner and holds no secret. */
sealed class StepFailedException extends Exception
        permits UnsavedStateException, CommandVanishedException {

    private final @Nullable FailureCode code;

    StepFailedException(String message) {
        this(message, (FailureCode) null);
    }

    StepFailedException(String message, Throwable cause) {
        super(message, cause);
        this.code = null;
    }

    /**
     * @param code what went wrong, for programs; null if that has no name
     */
    StepFailedException(String message, @Nullable FailureCode code) {
        super(message);
        this.code = code;
    }

    StepFailedException(String message, @Nullable FailureCode code, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What went wrong, for programs; null if that has no name. */
    @Nullable FailureCode code() {
        return code;
    }
}
