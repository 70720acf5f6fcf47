package io.vintner.relay;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vintner.change.FeedMessage.Gap.Reason;
import io.vintner.relay.replication.RelayDatabase;
import io.vintner.relay.serve.DirectChangeFeed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;

/** What the relay measures. */
@Singleton
class RelayMetrics {

    private final Relay relay;
    private final RelayDatabase database;
    private final DirectChangeFeed feed;
    private final MeterRegistry registry;

    RelayMetrics(
            Relay relay, RelayDatabase database, DirectChangeFeed feed, MeterRegistry registry) {
        this.relay = relay;
        this.database = database;
        this.feed = feed;
        this.registry = registry;
    }

    void register(@Observes StartupEvent startup) {
        Gauge.builder(
                        "vintner_relay_streaming_sessions",
                        relay,
                        r -> r.state() instanceof RelayState.Streaming ? 1 : 0)
                .description("1 while the relay streams from the database")
                .register(registry);
        FunctionCounter.builder("vintner_relay_sessions_total", relay, Relay::sessionCount)
                .description("sessions with the database in which the relay has streamed")
                .register(registry);
        FunctionCounter.builder("vintner_relay_events_total", feed, DirectChangeFeed::eventCount)
                .description("changes read, each counted once")
                .register(registry);
        FunctionCounter.builder(
                        "vintner_relay_transactions_total",
                        feed,
                        DirectChangeFeed::transactionCount)
                .description("transactions read, each counted once")
                .register(registry);
        FunctionCounter.builder(
                        "vintner_relay_received_bytes_total",
                        database,
                        RelayDatabase::receivedBytes)
                .description("bytes of changes received from the database, repeated ones included")
                .register(registry);
        registerWindow();
        registerReaders();
    }

    private void registerWindow() {
        Gauge.builder("vintner_relay_window_bytes", feed, DirectChangeFeed::windowBytes)
                .description("memory that the replay window takes")
                .register(registry);
        Gauge.builder("vintner_relay_window_entries", feed, DirectChangeFeed::windowEntries)
                .description("changes and places that the replay window can send again")
                .register(registry);
        Gauge.builder("vintner_relay_window_age_millis", feed, f -> f.windowAge().toMillis())
                .description("age of the oldest of them")
                .register(registry);
        Gauge.builder("vintner_relay_kept_wal_bytes", feed, DirectChangeFeed::keptWal)
                .description("WAL that the replay window makes the database keep")
                .register(registry);
    }

    private void registerReaders() {
        Gauge.builder("vintner_relay_readers_connections", feed, DirectChangeFeed::readerCount)
                .description("readers of the feed")
                .register(registry);
        Gauge.builder("vintner_relay_held_intakes", feed, f -> f.isFull() ? 1 : 0)
                .description("1 while slow readers keep the relay from reading on")
                .register(registry);
        for (Reason reason : Reason.values()) {
            FunctionCounter.builder("vintner_relay_gaps_total", feed, f -> f.gapCount(reason))
                    .description("gaps told to readers")
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .register(registry);
        }
    }
}
