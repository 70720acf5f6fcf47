package io.vintner.tendril.job;

import io.vintner.tendril.control.FailureCode;
import org.jspecify.annotations.Nullable;

/** A command is gone and left no exit code: how far it came is not known. */
final class CommandVanishedException extends StepFailedException {

    /**
     * @param code what that means for the job; null if nothing more
     */
    CommandVanishedException(String message, @Nullable FailureCode code) {
        super(message, code);
    }
}
