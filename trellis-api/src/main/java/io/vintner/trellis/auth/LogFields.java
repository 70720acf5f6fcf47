package io.vintner.trellis.auth;

import java.util.UUID;
import org.jboss.logging.MDC;

/**
 * What every line says that is logged during a call, or while one job is judged: which job it is
 * about, whose Tendril's, under which lease. Of a call they end with it.
 */
public final class LogFields {

    private static final String JOB = "jobId";
    private static final String TENDRIL = "tendrilId";
    private static final String EPOCH = "epoch";

    private LogFields() {}

    /** The call is about this job. */
    public static void job(UUID job) {
        MDC.put(JOB, job.toString());
    }

    /** The call is this Tendril's. */
    public static void tendril(TendrilId tendril) {
        MDC.put(TENDRIL, tendril.value().toString());
    }

    /** The call is about a job, under a lease. */
    public static void lease(UUID job, TendrilId tendril, long epoch) {
        job(job);
        tendril(tendril);
        MDC.put(EPOCH, Long.toString(epoch));
    }

    /** Nothing is known any more, for threads that go on to something else. */
    public static void clear() {
        MDC.remove(JOB);
        MDC.remove(TENDRIL);
        MDC.remove(EPOCH);
    }
}
