package io.vintner.gateway.changes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vintner.change.ChangeEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Counts what the router does, and knows how far it is behind. Thread-safe. */
public final class RoutedChanges {

    /** Whoever is behind has the next batch at hand; after a pause of this length nobody is. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final InstantSource clock;
    private volatile State state = new State.Idle(Duration.ZERO, Instant.EPOCH);
    private final Counter changes;
    private final Counter deliveries;
    private final Counter gaps;
    private final Timer age;

    private sealed interface State {

        /** A batch is being routed. */
        record Routing(Instant committedAt) implements State {}

        /**
         * None is.
         *
         * @param lag of the last one
         */
        record Idle(Duration lag, Instant since) implements State {}
    }

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

    /** How old the changes are that are being routed; zero if none wait. */
    public Duration lag() {
        Instant now = clock.instant();
        return switch (state) {
            case State.Routing(Instant committedAt) -> between(committedAt, now);
            case State.Idle(Duration lag, Instant since) ->
                    since.plus(PAUSE).isBefore(now) ? Duration.ZERO : lag;
        };
    }

    /** Those changes are being routed. */
    void begin(List<ChangeEvent> events) {
        state = new State.Routing(events.getFirst().committedAt());
    }

    /** Those changes have been routed. */
    void end(List<ChangeEvent> events) {
        changes.increment(events.size());
        Instant now = clock.instant();
        Duration lag = between(events.getLast().committedAt(), now);
        state = new State.Idle(lag, now);
        age.record(lag);
    }

    /** The database's clock may be ahead of ours. */
    private static Duration between(Instant committedAt, Instant now) {
        Duration lag = Duration.between(committedAt, now);
        return lag.isNegative() ? Duration.ZERO : lag;
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
