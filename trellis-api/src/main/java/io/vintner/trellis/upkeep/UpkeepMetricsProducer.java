package io.vintner.trellis.upkeep;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the one measure of the node's upkeep, on the machine's monotonic clock. */
class UpkeepMetricsProducer {

    @Produces
    @Singleton
    UpkeepMetrics metrics(MeterRegistry registry) {
        return new UpkeepMetrics(registry, System::nanoTime);
    }

    void close(@Disposes UpkeepMetrics metrics) {
        metrics.close();
    }
}
