package io.vintner.tendril.terraform;

import java.io.IOException;

/** An artefact that is none: no zip, or not of a plan and its lock file. */
public final class MalformedPlanException extends IOException {

    MalformedPlanException(String message) {
        super(message);
    }

    MalformedPlanException(String message, Throwable cause) {
        super(message, cause);
    }
}
