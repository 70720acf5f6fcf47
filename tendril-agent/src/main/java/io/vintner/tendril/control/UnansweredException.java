package io.vintner.tendril.control;

/** The control plane is away, busy or broken: what became of the call is not known. Ask again. */
public final class UnansweredException extends ControlPlaneException {

    UnansweredException(String message) {
        super(message);
    }

    UnansweredException(String message, Throwable cause) {
        super(message, cause);
    }
}
