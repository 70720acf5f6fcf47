package io.vintner.trellis.jobs;

import io.vintner.trellis.problem.ProblemException;
import java.util.Arrays;
import java.util.Locale;

/** How a running job is to end. */
public enum CancelMode {
    /** Terraform is asked once to stop, and stops in order. */
    GRACEFUL,
    /** Terraform is killed: how far it got is not known then. */
    FORCE;

    /** Its name on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a name of the wire.
     *
     * @throws ProblemException if it is none
     */
    public static CancelMode of(String word) {
        return Arrays.stream(values())
                .filter(mode -> mode.word().equals(word))
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid("mode", "must be graceful or force"));
    }
}
