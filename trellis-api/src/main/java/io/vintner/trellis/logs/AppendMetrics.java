package io.vintner.trellis.logs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import io.vintner.trellis.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What this node measures of appends, from the start. */
@Startup
@ApplicationScoped
class AppendMetrics {

    /** What an append is refused for. */
    private static final List<ProblemType> REASONS =
            List.of(
                    ProblemType.NOT_FOUND,
                    ProblemType.LEASE_LOST,
                    ProblemType.LOG_GAP,
                    ProblemType.LOG_CONFLICT,
                    ProblemType.LOG_SEALED,
                    ProblemType.LOG_CHUNK_TOO_LARGE,
                    ProblemType.INVALID_FIELD,
                    ProblemType.DATABASE_UNAVAILABLE);

    private final MeterRegistry metrics;
    private final Timer appends;
    private final Counter bytes;

    AppendMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
        this.appends =
                Timer.builder("vintner_trellis_log_append_seconds")
                        .publishPercentileHistogram()
                        .register(metrics);
        this.bytes = metrics.counter("vintner_trellis_log_appended_bytes_total");
        REASONS.forEach(this::refusals);
    }

    /** An append was stored. */
    void stored(Timer.Sample since) {
        since.stop(appends);
    }

    /** An append added so much to a log. */
    void added(long size) {
        bytes.increment((double) size);
    }

    /** Nothing was stored. */
    void refused(ProblemType reason) {
        refusals(reason).increment();
    }

    private Counter refusals(ProblemType reason) {
        return metrics.counter(
                "vintner_trellis_log_appends_refused_total", "reason", reason.code());
    }
}
