package io.vintner.tendril.control;

import java.util.List;
import java.util.Optional;

/**
 * What the agent needs of the control plane. Every method asks once: whoever wants an answer at any
 * price wraps the call in a {@link Retry}.
 *
 * <p>All methods throw {@link UnansweredException} when nothing is known of what became of the
 * call, and {@link RefusedException} when the answer is no. Thread-safe.
 */
public interface ControlPlane {

    /** Says that this agent lives, and hears what it should do. */
    HeartbeatAnswer beat(Heartbeat heartbeat) throws ControlPlaneException, InterruptedException;

    /**
     * Says that this agent lives and has the job, by the job's token alone; for when {@link
     * #beat(Heartbeat)} is refused.
     *
     * @return what is to be done with the job
     */
    Directive beat(LeaseRef job) throws ControlPlaneException, InterruptedException;

    /** Asks for the next job; empty if there is none in the time given. */
    Optional<Lease> claim(ClaimRequest request) throws ControlPlaneException, InterruptedException;

    /** Says what has become of a job. */
    void report(LeaseRef job, JobReport report) throws ControlPlaneException, InterruptedException;

    /**
     * Hands over log lines in the order of their {@code seq}. A refusal with the code {@link
     * RefusedException#LOG_GAP} carries the number that is expected.
     */
    AppendAnswer append(LeaseRef job, List<LogLine> lines)
            throws ControlPlaneException, InterruptedException;

    /**
     * Says that every chunk of the job's log is acknowledged; the same again is no harm.
     *
     * @return whether the control plane has proven that its copy is whole
     */
    boolean seal(LeaseRef job, LogSeal seal) throws ControlPlaneException, InterruptedException;

    /** The vine's newest state; empty if it has none yet. */
    Optional<PulledState> pullState(LeaseRef job, VineId vine)
            throws ControlPlaneException, InterruptedException;

    /** Stores a state; the same bytes again are no harm. */
    void pushState(LeaseRef job, VineId vine, byte[] state)
            throws ControlPlaneException, InterruptedException;

    /**
     * Stores a state beside the vine's own, since the lease under which it came about was lost; the
     * same bytes again are no harm.
     */
    void pushOrphan(LeaseRef job, VineId vine, byte[] state)
            throws ControlPlaneException, InterruptedException;

    /**
     * Stores the artefact of a PLAN; the same bytes again are no harm.
     *
     * @param from what the plan was made from
     */
    void storePlan(LeaseRef job, PlanOrigin from, byte[] artefact)
            throws ControlPlaneException, InterruptedException;

    /**
     * The artefact that a DEPLOY applies. Refused with {@link RefusedException#DIGEST_MISMATCH} if
     * the bytes are not what the answer says of them.
     */
    byte[] fetchPlan(LeaseRef job) throws ControlPlaneException, InterruptedException;

    /** The bundle that is a job's module. Refused in the same way. */
    byte[] fetchBundle(LeaseRef job) throws ControlPlaneException, InterruptedException;
}
