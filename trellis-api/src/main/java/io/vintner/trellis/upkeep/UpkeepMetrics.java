package io.vintner.trellis.upkeep;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the upkeep measures, there from the start: how long ago it came to its end, and what stands
 * in the database. A scrape reads what the upkeep has noted and asks nobody; NaN is what is not
 * known. Thread-safe.
 */
final class UpkeepMetrics {

    private final MeterRegistry registry;
    private final LongSupplier nanos;
    private final List<Gauge> gauges = new ArrayList<>();
    private volatile @Nullable Long sweptAt;
    private volatile @Nullable Counted counted;

    private record Counted(Census census, long at) {}

    /**
     * @param nanos a clock that only rises, in nanoseconds
     */
    UpkeepMetrics(MeterRegistry registry, LongSupplier nanos) {
        this.registry = registry;
        this.nanos = nanos;
        gauges.add(
                Gauge.builder("vintner_trellis_sweep_age_seconds", this, UpkeepMetrics::sweepAge)
                        .description("time since this node's upkeep last came to its end")
                        .register(registry));
        String jobs = "jobs that have not ended";
        count("jobs_unfinished", jobs, "QUEUED", census -> census.jobs().queued());
        count("jobs_unfinished", jobs, "CLAIMED", census -> census.jobs().claimed());
        count("jobs_unfinished", jobs, "PROCESSING", census -> census.jobs().processing());
        String tendrils = "Tendrils that are registered";
        count("tendrils", tendrils, "ONLINE", census -> census.tendrils().online());
        count("tendrils", tendrils, "DRAINING", census -> census.tendrils().draining());
        count("tendrils", tendrils, "OFFLINE", census -> census.tendrils().offline());
        count(
                "queue_age_seconds",
                "time since the oldest queued job was created, 0 if none is queued",
                null,
                Census::oldestQueuedSeconds);
        count(
                "logs_unsealed",
                "logs of ended jobs of which it is not known whether they are whole",
                null,
                Census::unsealedLogs);
    }

    private void count(
            String name,
            String description,
            @Nullable String status,
            ToDoubleFunction<Census> measure) {
        gauges.add(
                Gauge.builder("vintner_trellis_" + name, this, metrics -> metrics.counted(measure))
                        .description(description)
                        .tags(status == null ? Tags.empty() : Tags.of("status", status))
                        .register(registry));
    }

    /** Takes the gauges away: a registry that outlives this would refuse the next ones. */
    void close() {
        gauges.forEach(registry::remove);
    }

    /** All that is to be done at once has been done now. */
    void swept() {
        sweptAt = nanos.getAsLong();
    }

    /** Whether the last count is missing, or so old. */
    boolean isDue(Duration every) {
        Counted last = counted;
        return last == null || nanos.getAsLong() - last.at() >= every.toNanos();
    }

    /** What was counted now. */
    void show(Census census) {
        counted = new Counted(census, nanos.getAsLong());
    }

    /** What was counted need be so no longer. */
    void forget() {
        counted = null;
    }

    private double sweepAge() {
        Long at = sweptAt;
        return at == null ? Double.NaN : (nanos.getAsLong() - at) / 1e9;
    }

    private double counted(ToDoubleFunction<Census> measure) {
        Counted last = counted;
        return last == null ? Double.NaN : measure.applyAsDouble(last.census());
    }
}
