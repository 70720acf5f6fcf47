package io.vintner.tendril;

/** The agent cannot start; the message says in one sentence what a person must do. */
final class StartUpException extends Exception {

    StartUpException(String message) {
        super(message);
    }
}
