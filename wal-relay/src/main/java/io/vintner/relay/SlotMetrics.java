package io.vintner.relay;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vintner.relay.replication.SetUpWarning.Check;
import io.vintner.relay.watch.DatabaseWatch;
import io.vintner.relay.watch.SlotView;
import io.vintner.relay.watch.SlotView.Seen;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the watch over the database has seen. A measure of the slot is NaN while there is nothing to
 * measure: no slot, or no connection to look.
 */
@Singleton
class SlotMetrics {

    private final DatabaseWatch watch;
    private final MeterRegistry registry;

    SlotMetrics(DatabaseWatch watch, MeterRegistry registry) {
        this.watch = watch;
        this.registry = registry;
    }

    void register(@Observes StartupEvent startup) {
        slot(
                "vintner_relay_lag_bytes",
                "WAL that the database has written and the relay has not read",
                seen -> seen.lag() == null ? Double.NaN : seen.lag().bytes());
        slot(
                "vintner_relay_lag_millis",
                "time for which the relay has missed something, 0 if it has read all",
                seen -> seen.lag() == null ? Double.NaN : seen.lag().time().toMillis());
        slot(
                "vintner_relay_slot_unconfirmed_bytes",
                "WAL since what the relay has confirmed",
                seen -> seen.health().unconfirmed());
        slot(
                "vintner_relay_slot_kept_bytes",
                "WAL that the slot makes the database keep",
                seen -> seen.health().wal().kept());
        slot(
                "vintner_relay_slot_safe_bytes",
                "WAL that can be written before the slot is in danger, NaN without a limit",
                seen -> orNaN(seen.health().wal().safe()));
        slot(
                "vintner_relay_slot_status_level",
                "wal_status: 0 reserved, 1 extended, 2 unreserved, 3 lost",
                seen -> seen.health().wal().status().level());
        slot(
                "vintner_relay_slot_alarm_level",
                "0 none, 1 raised, 2 high, 3 critical, 4 lost",
                seen -> seen.alarm().level());
        slot(
                "vintner_relay_slot_active_sessions",
                "1 while some relay reads from the slot",
                seen -> seen.health().use().pid() == null ? 0 : 1);
        slot(
                "vintner_relay_slot_catalog_age_transactions",
                "transactions since the oldest whose catalog rows vacuum must keep for the slot",
                seen -> seen.health().decoding().catalogXminAge());
        slot(
                "vintner_relay_slot_spilled_bytes",
                "written to the database's disk because a transaction was large",
                seen -> seen.health().decoding().spilledBytes());
        registerSetUp();
    }

    private void registerSetUp() {
        Gauge.builder("vintner_relay_setup_errors", watch, w -> w.setUp().error().isEmpty() ? 0 : 1)
                .description("1 while the database's set-up keeps the relay from streaming")
                .register(registry);
        for (Check check : Check.values()) {
            Gauge.builder("vintner_relay_setup_warnings", watch, w -> w.setUp().count(check))
                    .description("what is probably not meant in the database's set-up")
                    .tag("check", check.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .register(registry);
        }
    }

    private void slot(String name, String description, ToDoubleFunction<Seen> measure) {
        Gauge.builder(name, watch, w -> measured(w.slot(), measure))
                .description(description)
                .register(registry);
    }

    private static double measured(SlotView view, ToDoubleFunction<Seen> measure) {
        return switch (view) {
            case Seen seen -> measure.applyAsDouble(seen);
            case SlotView.NoSlot _, SlotView.Unseen _ -> Double.NaN;
        };
    }

    private static double orNaN(@Nullable Long measured) {
        return measured == null ? Double.NaN : measured;
    }
}
