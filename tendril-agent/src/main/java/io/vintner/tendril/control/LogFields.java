package io.vintner.tendril.control;

import org.jboss.logging.MDC;

/**
 * What every line of the agent's own log says while its thread is about one job, until closed: the
 * job, the lease and the Tendril. Threads that are started meanwhile say the same for as long as
 * they live.
 */
public final class LogFields implements AutoCloseable {

    private static final String JOB = "jobId";
    private static final String EPOCH = "epoch";
    private static final String TENDRIL = "tendrilId";

    private LogFields() {}

    /** From now on the present thread is about this job. */
    public static LogFields about(LeaseRef job, TendrilId tendril) {
        MDC.put(JOB, job.job().value());
        MDC.put(EPOCH, Long.toString(job.epoch()));
        MDC.put(TENDRIL, tendril.value());
        return new LogFields();
    }

    @Override
    public void close() {
        MDC.remove(JOB);
        MDC.remove(EPOCH);
        MDC.remove(TENDRIL);
    }
}
