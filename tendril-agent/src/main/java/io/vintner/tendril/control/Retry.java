package io.vintner.tendril.control;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Asks again until there is an answer, as a {@link RetryPolicy} says. Thread-safe. */
public final class Retry {

    private static final Logger LOG = Logger.getLogger(Retry.class);

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final RetryPolicy policy;
    private final RandomGenerator random;
    private final boolean evenIfUnknown;

    public Retry(RetryPolicy policy, RandomGenerator random) {
        this(policy, random, false);
    }

    private Retry(RetryPolicy policy, RandomGenerator random, boolean evenIfUnknown) {
        this.policy = policy;
        this.random = random;
        this.evenIfUnknown = evenIfUnknown;
    }

    /**
     * The same for what is brought of a job: that the agent's token is void says nothing of the
     * job, so it is asked again until a person has brought another one.
     */
    public Retry evenIfUnknown() {
        return new Retry(policy, random, true);
    }

    /** A call to the control plane. */
    @FunctionalInterface
    public interface Call<T> {
        T ask() throws ControlPlaneException, InterruptedException;
    }

    /** Waits between two calls. */
    @FunctionalInterface
    public interface Pause {

        /** Waits and goes on, whatever happens. */
        Pause PATIENT = duration -> NEVER.await(duration.toNanos(), TimeUnit.NANOSECONDS);

        /** Waits at most so long; true if the answer is no longer wanted. */
        boolean pause(Duration max) throws InterruptedException;
    }

    /** Asks until there is an answer, for ever if need be. */
    public <T> T call(String what, Call<T> call) throws RefusedException, InterruptedException {
        try {
            return call(what, call, Pause.PATIENT);
        } catch (UnansweredException givenUp) {
            throw new IllegalStateException("a patient call never gives up", givenUp);
        }
    }

    /**
     * Asks until there is an answer or it is no longer wanted.
     *
     * @param what for the log
     * @throws UnansweredException the last failure, if the answer is no longer wanted
     */
    public <T> T call(String what, Call<T> call, Pause pause)
            throws RefusedException, UnansweredException, InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                T answer = call.ask();
                if (failures > 1) {
                    LOG.infof(
                            "control plane answers again: call=%s failures=%d", what, failures - 1);
                }
                return answer;
            } catch (RefusedException refused) {
                if (!evenIfUnknown || !refused.unauthorized()) {
                    throw refused;
                }
                await(
                        what,
                        failures,
                        new UnansweredException(String.valueOf(refused.getMessage()), refused),
                        pause);
            } catch (UnansweredException unanswered) {
                await(what, failures, unanswered, pause);
            } catch (ControlPlaneException neither) {
                throw new IllegalStateException(neither);
            }
        }
    }

    private void await(String what, int failures, UnansweredException failure, Pause pause)
            throws UnansweredException, InterruptedException {
        if (failures == 1) {
            LOG.warnf(
                    "control plane does not answer: call=%s error=%s", what, failure.getMessage());
        }
        if (pause.pause(policy.delay(failures, random))) {
            throw failure;
        }
    }
}
