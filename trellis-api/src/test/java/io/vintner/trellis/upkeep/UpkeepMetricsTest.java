package io.vintner.trellis.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UpkeepMetricsTest {

    private static final Census CENSUS =
            new Census(new Census.Jobs(3, 2, 1), 4.5, new Census.Tendrils(6, 7, 8), 9);

    private final AtomicLong nanos = new AtomicLong(42);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final UpkeepMetrics metrics = new UpkeepMetrics(registry, nanos::get);

    @Test
    void nothingIsKnownBeforeTheFirstSweep() {
        assertThat(registry.getMeters())
                .hasSize(9)
                .allSatisfy(meter -> assertThat(((Gauge) meter).value()).isNaN());
    }

    @Test
    void theLastSweepBecomesOlderUntilTheNext() {
        // Given
        metrics.swept();

        // When
        pass(Duration.ofMillis(1500));
        double before = value("vintner_trellis_sweep_age_seconds");
        metrics.swept();
        pass(Duration.ofSeconds(1));

        // Then
        assertThat(before).isEqualTo(1.5);
        assertThat(value("vintner_trellis_sweep_age_seconds")).isEqualTo(1);
    }

    @Test
    void whatWasCountedStandsUntilItIsForgotten() {
        // Given
        metrics.show(CENSUS);

        // When
        double queued = value("vintner_trellis_jobs_unfinished", "status", "QUEUED");
        double claimed = value("vintner_trellis_jobs_unfinished", "status", "CLAIMED");
        double processing = value("vintner_trellis_jobs_unfinished", "status", "PROCESSING");
        double age = value("vintner_trellis_queue_age_seconds");
        double online = value("vintner_trellis_tendrils", "status", "ONLINE");
        double draining = value("vintner_trellis_tendrils", "status", "DRAINING");
        double offline = value("vintner_trellis_tendrils", "status", "OFFLINE");
        double unsealed = value("vintner_trellis_logs_unsealed");
        metrics.forget();

        // Then
        assertThat(
                        new double[] {
                            queued, claimed, processing, age, online, draining, offline, unsealed
                        })
                .containsExactly(3, 2, 1, 4.5, 6, 7, 8, 9);
        assertThat(value("vintner_trellis_jobs_unfinished", "status", "QUEUED")).isNaN();
    }

    @Test
    void nobodyCountsAgainTooSoon() {
        // Given
        Duration every = Duration.ofSeconds(5);
        boolean first = metrics.isDue(every);
        metrics.show(CENSUS);

        // When
        pass(Duration.ofMillis(4999));
        boolean soon = metrics.isDue(every);
        pass(Duration.ofMillis(1));

        // Then
        assertThat(first).isTrue();
        assertThat(soon).isFalse();
        assertThat(metrics.isDue(every)).isTrue();
        metrics.show(CENSUS);
        metrics.forget();
        assertThat(metrics.isDue(every)).as("what is not known").isTrue();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private double value(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }
}
