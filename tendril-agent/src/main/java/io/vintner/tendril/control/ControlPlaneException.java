package io.vintner.tendril.control;

/** A call to the control plane did not do what it should. */
public abstract sealed class ControlPlaneException extends Exception
        permits UnansweredException, RefusedException {

    ControlPlaneException(String message) {
        super(message);
    }

    ControlPlaneException(String message, Throwable cause) {
        super(message, cause);
    }
}
