package io.vintner.gateway.changes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vintner.change.ChangeEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Counts what the router does. */
public final class RoutedChanges {

    private final InstantSource clock;
    private final Counter changes;
    private final Counter deliveries;
    private final Counter gaps;
    private final Timer age;

    public RoutedChanges(MeterRegistry meters, InstantSource clock) {
        this.clock = clock;
        changes = meters.counter("vintner_gateway_changes_total");
        deliveries = meters.counter("vintner_gateway_deliveries_total");
        gaps = meters.counter("vintner_gateway_gaps_total");
        age =
                Timer.builder("vintner_gateway_feed_lag_seconds")
                        .description("from a commit to its changes being queued for their sockets")
                        .publishPercentiles(0.5, 0.99)
                        .register(meters);
    }

    /** Those changes have been routed. */
    void batch(List<ChangeEvent> events) {
        changes.increment(events.size());
        Duration lag = Duration.between(events.getLast().committedAt(), clock.instant());
        age.record(lag.isNegative() ? Duration.ZERO : lag);
    }

    /** So many channels heard one change. */
    void deliveries(int count) {
        deliveries.increment(count);
    }

    /** Changes were missed. */
    void gap() {
        gaps.increment();
    }
}
