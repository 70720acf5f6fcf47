package io.vintner.gateway.resume;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vintner.gateway.history.RecentChanges;
import io.vintner.gateway.replay.ReplayCounts;

/** Counts what resuming does. */
public final class ResumeMetrics implements ReplayCounts {

    private final Counter resumed;
    private final Counter fetched;
    private final Counter replayed;
    private final Counter receipts;

    public ResumeMetrics(MeterRegistry meters, RecentChanges recent) {
        resumed = meters.counter("vintner_gateway_resumes_total", "outcome", "resumed");
        fetched = meters.counter("vintner_gateway_resumes_total", "outcome", "fetch");
        replayed = meters.counter("vintner_gateway_replayed_changes_total");
        receipts = meters.counter("vintner_gateway_receipts_stored_total");
        Gauge.builder("vintner_gateway_window_bytes", recent, RecentChanges::bytes)
                .register(meters);
        Gauge.builder(
                        "vintner_gateway_window_age_seconds",
                        recent,
                        window -> window.age().toMillis() / 1_000.0)
                .register(meters);
    }

    @Override
    public void replayed(int changes) {
        replayed.increment(changes);
    }

    @Override
    public void resumed() {
        resumed.increment();
    }

    @Override
    public void lost() {
        fetched.increment();
    }

    /** A channel was told to fetch when it opened. */
    void fetch() {
        fetched.increment();
    }

    /** So many receipts were stored. */
    void stored(int count) {
        receipts.increment(count);
    }
}
