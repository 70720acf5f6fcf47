package io.vintner.tendril.control;

import org.jspecify.annotations.Nullable;

/** The control plane said no; asking again would not change that. */
public final class RefusedException extends ControlPlaneException {

    /** Someone else has the job, or nobody. */
    public static final String LEASE_LOST = "lease-lost";

    /** The job's present status does not allow it. */
    public static final String ILLEGAL_TRANSITION = "illegal-transition";

    /** Log lines before the ones sent are missing; see {@link #nextSeq()}. */
    public static final String LOG_GAP = "log-gap";

    /** Another text stands under the number of a line; see {@link #nextSeq()}. */
    public static final String LOG_CONFLICT = "log-conflict";

    /** The log is closed: nothing more of it is taken. */
    public static final String LOG_SEALED = "log-sealed";

    /** The job does not hold the lock of its vine's state, or no longer. */
    public static final String STATE_NOT_LOCKED = "state-not-locked";

    /** The bytes are not what their digest says. */
    public static final String DIGEST_MISMATCH = "digest-mismatch";

    /** The stored plan is not what was stored. */
    public static final String PLAN_ALTERED = "plan-altered";

    private final int status;
    private final String code;
    private final @Nullable Long nextSeq;

    RefusedException(int status, String code, @Nullable Long nextSeq) {
        super("refused: status=" + status + " code=" + code);
        this.status = status;
        this.code = code;
        this.nextSeq = nextSeq;
    }

    /** Whether it is this agent that is not known, or no longer. */
    public boolean unauthorized() {
        return status == 401;
    }

    /** The stable name of the problem, as in {@code docs/errors.md}. */
    public String code() {
        return code;
    }

    public boolean is(String otherCode) {
        return code.equals(otherCode);
    }

    /** The log position that the control plane expects; null if it did not say. */
    public @Nullable Long nextSeq() {
        return nextSeq;
    }
}
