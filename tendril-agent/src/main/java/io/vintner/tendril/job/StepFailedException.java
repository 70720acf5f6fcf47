package io.vintner.tendril.job;

/** A job cannot go on; the message is for the vine's owner and holds no secret. */
sealed class StepFailedException extends Exception
        permits UnsavedStateException, CommandVanishedException {

    StepFailedException(String message) {
        super(message);
    }

    StepFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
