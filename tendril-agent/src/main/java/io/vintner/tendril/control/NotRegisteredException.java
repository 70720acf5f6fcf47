package io.vintner.tendril.control;

/** This agent has no identity and cannot get one; the message says what a person must do. */
public final class NotRegisteredException extends Exception {

    NotRegisteredException(String message) {
        super(message);
    }
}
